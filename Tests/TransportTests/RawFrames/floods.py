#!/usr/bin/env python3
"""Floods, 10,000 frames each: floods.py ECHOSERVER [--frames N]

Each must end with the connection closed for the reason given, and without memory growing."""
import sys
import threading

from cases import run
from h2raw import *
from server import Server

FLOODS = []


def flood(title, reason, reads=True, most=20_000):
    """`most`: how much the server's memory may grow, in KB."""
    def add(make):
        FLOODS.append((title, reason, make, reads, most))
        return make
    return add


def ids(first=1):
    stream = first
    while True:
        yield stream
        stream += 2


@flood("rapid reset: HEADERS and RST_STREAM", "reset flood")
def _():
    for stream in ids():
        yield headers(stream) + rst(stream)

@flood("RST_STREAM on closed streams", ("reset flood", "protocol error"))
def _():
    yield headers(1, request(path="/hang"))
    while True:
        yield rst(1)

@flood("window overflow on streams", "provoked resets")
def _():
    for stream in ids():
        yield headers(stream, request(path="/hang")) + window_update(stream, 0x7FFFFFFF)

@flood("window overflow on streams, answers unread", "provoked resets", reads=False)
def _():
    for stream in ids():
        yield headers(stream, request(path="/hang")) + window_update(stream, 0x7FFFFFFF)

@flood("WINDOW_UPDATE 0 on streams", ("provoked resets", "protocol error"))
def _():
    for stream in ids():
        yield headers(stream, request(path="/hang")) + window_update(stream, 0)

@flood("streams that depend on themselves", ("provoked resets", "protocol error"))
def _():
    for stream in ids():
        yield headers(stream, struct.pack(">IB", stream, 1) + request(), flags=PRIORITY_FLAG)

@flood("requests without :path", "provoked resets")
def _():
    for stream in ids():
        yield headers(stream, block((":method", "GET"), (":scheme", "http")))

@flood("requests without :path, answers unread", "provoked resets", reads=False)
def _():
    for stream in ids():
        yield headers(stream, block((":method", "GET"), (":scheme", "http")))

@flood("bodies that miss their content-length", ("provoked resets", "protocol error"))
def _():
    for stream in ids():
        yield headers(stream, request("POST", extra=[("content-length", "5")]), end_stream=False) + data(stream, b"x", True)

@flood("header lists above the limit", ("provoked resets", "protocol error"))
def _():
    for stream in ids():
        yield headers(stream, request(extra=[("x", "y")] * 101))

@flood("HPACK: references to a long field", "provoked resets")
def _():
    yield headers(1, request() + field("x", "y" * 4000, 0x40))
    for stream in ids(3):
        yield headers(stream, request() + b"\xbe" * 10000)

@flood("CONTINUATION with fields", "flood limit of the library")
def _():
    yield headers(1, end_headers=False)
    while True:
        yield frame(CONTINUATION, 0, 1, field("x", "y" * 100))

@flood("empty CONTINUATION", "flood limit of the library")
def _():
    yield headers(1, end_headers=False)
    while True:
        yield frame(CONTINUATION, 0, 1, b"")

@flood("PING", ("junk frames", "flood limit of the library"))
def _():
    while True:
        yield ping()

@flood("PING, answers unread", ("junk frames", "flood limit of the library"), reads=False)
def _():
    while True:
        yield ping()

@flood("answers to PINGs that were not sent", "junk frames")
def _():
    while True:
        yield ping(flags=ACK)

@flood("SETTINGS", ("junk frames", "flood limit of the library"))
def _():
    while True:
        yield settings((INITIAL_WINDOW_SIZE, 1000))

@flood("SETTINGS that change the HPACK table", ("junk frames", "flood limit of the library"))
def _():
    while True:
        yield settings((HEADER_TABLE_SIZE, 0), (HEADER_TABLE_SIZE, 4096))

@flood("acknowledgements of SETTINGS", ("junk frames", "protocol error"))
def _():
    while True:
        yield settings(flags=ACK)

@flood("SETTINGS with many entries", ("junk frames", "flood limit of the library", "protocol error"))
def _():
    while True:
        yield settings(*[(0x100 + i, i) for i in range(1000)])

@flood("PRIORITY", "junk frames")
def _():
    while True:
        yield frame(PRIORITY, 0, 1, struct.pack(">IB", 0, 15))

@flood("PRIORITY that builds a tree of idle streams", "junk frames")
def _():
    for stream in ids():
        yield frame(PRIORITY, 0, stream + 2, struct.pack(">IB", stream, 15))

@flood("PRIORITY_UPDATE", "junk frames")
def _():
    while True:
        yield frame(0x10, 0, 0, struct.pack(">I", 1) + b"u=3")

@flood("WINDOW_UPDATE of 1 on the connection", "junk frames")
def _():
    while True:
        yield window_update(0, 1)

@flood("unknown frame types", "junk frames")
def _():
    while True:
        yield frame(0xFA, 0, 0, b"")

@flood("unknown frame types, large", "junk frames")
def _():
    while True:
        yield frame(0xFA, 0, 0, bytes(1000))

@flood("empty DATA", "junk frames")
def _():
    yield headers(1, request("POST", "/echo"), end_stream=False)
    while True:
        yield data(1)

@flood("DATA of one byte", "small data frames")
def _():
    yield headers(1, request("POST"), end_stream=False)
    while True:
        yield data(1, b"x")

@flood("DATA of padding", ("junk frames", "small data frames"))
def _():
    yield headers(1, request("POST"), end_stream=False)
    while True:
        yield data(1, bytes([255]) + bytes(255), flags=PADDED)

@flood("GOAWAY", ("junk frames", "protocol error", "peer closed"))
def _():
    yield headers(1, request("POST"), end_stream=False)
    while True:
        yield goaway()

@flood("streams beyond the limit", ("provoked resets", "protocol error"))
def _():
    for stream in ids():
        yield headers(stream, request(path="/hang"))


def attempt(server, reason, make, reads, most, frames):
    reasons = (reason,) if isinstance(reason, str) else reason
    before = server.report()
    memory = server.rss()
    # A client that does not read also has a small receive buffer.
    peer = server.peer(rcvbuf=None if reads else 4096)
    if reads:
        def drain():
            try:
                peer.socket.settimeout(10)
                while peer.socket.recv(65536):
                    pass
            except OSError:
                pass
        reader = threading.Thread(target=drain, daemon=True)
        reader.start()
    sent = 0
    peer.socket.settimeout(10)
    source = make()
    try:
        while sent < frames:
            chunk = b"".join(next(source) for _ in range(100))
            peer.socket.sendall(chunk)
            sent += 100
    except OSError:
        pass
    closed = lambda report: sum(report["closed"].values()) > sum(before["closed"].values())
    after = server.wait_until(closed, seconds=8)
    why = [k for k, v in after["closed"].items() if v > before["closed"].get(k, 0)]
    peer.close()
    assert why and why[0] in reasons, f"expected {reasons}, the server closed for {why}; frames sent: {sent}"
    grown = server.rss() - memory
    assert grown <= most, f"memory grew by {grown} KB"
    cpu = (after["cpu_us"] - before["cpu_us"]) / 1000
    return f"{why[0]}, at most {sent} frames, {cpu:.0f} ms CPU, {grown} KB"


def main():
    frames = int(sys.argv[sys.argv.index("--frames") + 1]) if "--frames" in sys.argv else 10_000
    # The peer's budget over all its connections has its own case: here each flood meets the connection's limits.
    with Server(sys.argv[1], "resetsPerPeerBurst=1000000") as server:
        for title, reason, make, reads, most in FLOODS:
            run(title, lambda: attempt(server, reason, make, reads, most, frames))
        def good():
            with server.peer() as peer:
                peer.send(headers(1))
                peer.expect_response(1, b"hello\n")
        run("a good client afterwards", good)


if __name__ == "__main__":
    main()
