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

/// The process at the other end of a Unix socket; 0 if it is not known here. `struct ucred` needs `_GNU_SOURCE` too.
static inline int clinux_peer_process(int socket) {
    struct { int pid; unsigned uid; unsigned gid; } peer = {0, 0, 0};
    socklen_t length = sizeof peer;
    return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 ? peer.pid : 0;
}
