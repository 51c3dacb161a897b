"""Raw HTTP/2 frames over a socket: what no HTTP library would send. Standard library only."""
import socket
import ssl
import struct
import time

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
TYPES = "DATA HEADERS PRIORITY RST_STREAM SETTINGS PUSH_PROMISE PING GOAWAY WINDOW_UPDATE CONTINUATION".split()
END_STREAM, ACK, END_HEADERS, PADDED, PRIORITY_FLAG = 0x1, 0x1, 0x4, 0x8, 0x20

(NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, FLOW_CONTROL_ERROR, SETTINGS_TIMEOUT, STREAM_CLOSED, FRAME_SIZE_ERROR,
 REFUSED_STREAM, CANCEL, COMPRESSION_ERROR, CONNECT_ERROR, ENHANCE_YOUR_CALM, INADEQUATE_SECURITY,
 HTTP_1_1_REQUIRED) = range(14)
CODES = ("NO_ERROR PROTOCOL_ERROR INTERNAL_ERROR FLOW_CONTROL_ERROR SETTINGS_TIMEOUT STREAM_CLOSED FRAME_SIZE_ERROR "
         "REFUSED_STREAM CANCEL COMPRESSION_ERROR CONNECT_ERROR ENHANCE_YOUR_CALM INADEQUATE_SECURITY "
         "HTTP_1_1_REQUIRED").split()

HEADER_TABLE_SIZE, ENABLE_PUSH, MAX_CONCURRENT_STREAMS, INITIAL_WINDOW_SIZE, MAX_FRAME_SIZE, MAX_HEADER_LIST_SIZE = range(1, 7)


def frame(kind, flags, stream, payload=b"", length=None):
    size = len(payload) if length is None else length
    return struct.pack(">I", size)[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def integer(value, prefix, first=0):
    """HPACK integer (RFC 7541, section 5.1)."""
    limit = (1 << prefix) - 1
    if value < limit:
        return bytes([first | value])
    out = [first | limit]
    value -= limit
    while value >= 128:
        out.append(value % 128 + 128)
        value //= 128
    return bytes(out + [value])


def text(value):
    value = value if isinstance(value, bytes) else value.encode()
    return integer(len(value), 7) + value


def field(name, value, first=0x00):
    """A literal field with a new name: 0x00 without indexing, 0x40 with."""
    return bytes([first]) + text(name) + text(value)


def block(*fields):
    return b"".join(field(name, value) for name, value in fields)


def request(method="GET", path="/", scheme="http", authority="localhost", extra=()):
    return block((":method", method), (":scheme", scheme), (":path", path), (":authority", authority), *extra)


def settings(*pairs, flags=0, stream=0):
    return frame(SETTINGS, flags, stream, b"".join(struct.pack(">HI", k, v) for k, v in pairs))


def headers(stream, payload=None, end_stream=True, end_headers=True, flags=0):
    payload = request() if payload is None else payload
    return frame(HEADERS, flags | (END_STREAM if end_stream else 0) | (END_HEADERS if end_headers else 0), stream, payload)


def data(stream, payload=b"", end_stream=False, flags=0):
    return frame(DATA, flags | (END_STREAM if end_stream else 0), stream, payload)


def window_update(stream, increment):
    return frame(WINDOW_UPDATE, 0, stream, struct.pack(">I", increment))


def rst(stream, code=CANCEL):
    return frame(RST_STREAM, 0, stream, struct.pack(">I", code))


def ping(payload=b"12345678", flags=0, stream=0):
    return frame(PING, flags, stream, payload)


def goaway(last=0, code=NO_ERROR, stream=0):
    return frame(GOAWAY, 0, stream, struct.pack(">II", last, code))


class Frame:
    def __init__(self, kind, flags, stream, payload):
        self.kind, self.flags, self.stream, self.payload = kind, flags, stream, payload

    @property
    def code(self):
        at = 4 if self.kind == GOAWAY else 0
        return struct.unpack(">I", self.payload[at:at + 4])[0]

    def __repr__(self):
        name = TYPES[self.kind] if self.kind < 10 else f"type{self.kind}"
        detail = f" {CODES[self.code]}" if self.kind in (GOAWAY, RST_STREAM) and self.code < 14 else ""
        return f"{name}(flags={self.flags:#x} stream={self.stream} length={len(self.payload)}{detail})"


class Failure(Exception):
    pass


class Peer:
    """One connection. Everything that came in is kept in `seen`."""

    def __init__(self, host, port, tls=False, preface=True, handshake=True, pairs=(), timeout=5, rcvbuf=None):
        raw = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if rcvbuf:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
        raw.settimeout(timeout)
        raw.connect((host, port))
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.timeout = timeout
        self.socket = client_context().wrap_socket(raw, server_hostname="localhost") if tls else raw
        self.buffer = b""
        self.seen = []
        self.closed = False
        if preface:
            self.send(PREFACE + settings(*pairs))
        if preface and handshake:
            self.until(lambda f: f.kind == SETTINGS and not f.flags & ACK, "the server's SETTINGS")
            self.send(settings(flags=ACK))
            self.until(lambda f: f.kind == SETTINGS and f.flags & ACK, "the acknowledgement of our SETTINGS")

    def send(self, *frames):
        try:
            self.socket.sendall(b"".join(frames))
        except OSError:
            pass  # the server has closed already; what it sent first is still to be read

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def read(self, deadline):
        """The next frame, or None at the end of the connection."""
        while True:
            if len(self.buffer) >= 9:
                size = int.from_bytes(self.buffer[:3], "big")
                if len(self.buffer) >= 9 + size:
                    kind, flags = self.buffer[3], self.buffer[4]
                    stream = int.from_bytes(self.buffer[5:9], "big") & 0x7FFFFFFF
                    got = Frame(kind, flags, stream, self.buffer[9:9 + size])
                    self.buffer = self.buffer[9 + size:]
                    self.seen.append(got)
                    return got
            if self.closed:
                return None
            left = deadline - time.monotonic()
            if left <= 0:
                raise Failure("timeout")
            self.socket.settimeout(left)
            try:
                more = self.socket.recv(65536)
            except (ConnectionError, ssl.SSLError):
                more = b""
            except socket.timeout:
                raise Failure("timeout")
            if not more:
                self.closed = True
            self.buffer += more

    def until(self, match, what):
        """Reads until a frame matches."""
        deadline = time.monotonic() + self.timeout
        while True:
            try:
                got = self.read(deadline)
            except Failure:
                raise Failure(f"expected {what}, got nothing in time; seen: {self.seen[-6:]}")
            if got is None:
                raise Failure(f"expected {what}, but the connection ended; seen: {self.seen[-6:]}")
            if match(got):
                return got
            if got.kind == GOAWAY:
                raise Failure(f"expected {what}, got {got}")

    # What cases expect.

    def expect_headers(self, stream, status=b"\x88"):
        got = self.until(
            lambda f: f.stream == stream and f.kind in (HEADERS, RST_STREAM), f"a response on stream {stream}")
        if got.kind != HEADERS or (status and not got.payload.startswith(status)):
            raise Failure(f"expected a response with status {status!r} on stream {stream}, got {got} {got.payload[:8]!r}")

    def expect_response(self, stream, body=None):
        """A whole response with status 200; its body, if one is given."""
        self.expect_headers(stream)
        got = b""
        while True:
            part = self.until(lambda f: f.stream == stream, f"DATA on stream {stream}")
            if part.kind != DATA:
                raise Failure(f"expected DATA on stream {stream}, got {part}")
            got += part.payload
            if part.flags & END_STREAM:
                break
        if body is not None and got != body:
            raise Failure(f"expected the body {body!r}, got {got[:80]!r}")
        return got

    def expect_reset(self, stream, *codes):
        """RST_STREAM with one of the codes; the connection lives on."""
        got = self.until(
            lambda f: f.stream == stream and f.kind in (RST_STREAM, HEADERS), f"RST_STREAM on stream {stream}")
        if got.kind != RST_STREAM or got.code not in codes:
            raise Failure(f"expected RST_STREAM {[CODES[c] for c in codes]} on stream {stream}, got {got}")
        self.expect_alive()

    def expect_goaway(self, *codes, may_close=False):
        """GOAWAY with one of the codes, and the end of the connection."""
        deadline = time.monotonic() + self.timeout
        found = None
        while True:
            try:
                got = self.read(deadline)
            except Failure:
                raise Failure(f"expected GOAWAY {[CODES[c] for c in codes]} and the end; seen: {self.seen[-6:]}")
            if got is None:
                break
            if got.kind == GOAWAY:
                found = got
        if found is None:
            if may_close:
                return
            raise Failure(f"expected GOAWAY {[CODES[c] for c in codes]}, got the end without; seen: {self.seen[-6:]}")
        if found.code not in codes:
            raise Failure(f"expected GOAWAY {[CODES[c] for c in codes]}, got {found}")

    def expect_error(self, stream, *codes):
        """A stream error or a connection error with one of the codes: where the RFC leaves the choice."""
        deadline = time.monotonic() + self.timeout
        while True:
            try:
                got = self.read(deadline)
            except Failure:
                raise Failure(f"expected an error {[CODES[c] for c in codes]}; seen: {self.seen[-6:]}")
            if got is None:
                raise Failure(f"expected an error {[CODES[c] for c in codes]}, got the end without; seen: {self.seen[-6:]}")
            if got.kind == GOAWAY or (got.kind == RST_STREAM and got.stream == stream):
                if got.code not in codes:
                    raise Failure(f"expected an error {[CODES[c] for c in codes]}, got {got}")
                return

    def expect_alive(self, payload=b"stillup?"):
        """A PING comes back with its payload."""
        self.send(ping(payload))
        got = self.until(lambda f: f.kind == PING and f.flags & ACK, "the answer to a PING")
        if got.payload != payload:
            raise Failure(f"expected the PING's payload {payload!r}, got {got.payload!r}")

    def expect_end(self):
        deadline = time.monotonic() + self.timeout
        while self.read(deadline) is not None:
            pass


def client_context(protocols=("h2",), minimum=None, maximum=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if protocols:
        context.set_alpn_protocols(list(protocols))
    if minimum:
        context.minimum_version = minimum
    if maximum:
        context.maximum_version = maximum
    return context
