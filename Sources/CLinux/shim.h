#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

/// `<sys/epoll.h>` spells these as enumeration members of a type that Swift cannot OR.
static inline unsigned clinux_epoll_connection_events(void) { return EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET; }
static inline unsigned clinux_epoll_listener_events(void) { return EPOLLIN | EPOLLEXCLUSIVE; }

/// Declared by `<sys/socket.h>` under `_GNU_SOURCE` only, which would change types that Swift's Glibc module has already seen.
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
static inline int clinux_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }
static inline unsigned clinux_epoll_mailbox_events(void) { return EPOLLIN; }
static inline int clinux_is_readable(unsigned events) { return (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0; }
static inline int clinux_is_writable(unsigned events) { return (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0; }
