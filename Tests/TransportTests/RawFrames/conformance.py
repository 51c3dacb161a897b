#!/usr/bin/env python3
"""RFC 9113 and RFC 7541 by section, with raw frames: conformance.py ECHOSERVER [--tls] [--only TEXT]

One JSON line a case."""
import sys

from cases import run
from h2raw import *
from server import Server

CASES = []


def case(section, title, **options):
    def add(body):
        CASES.append((section, title, body, options))
        return body
    return add


def pad(payload, count, announced=None):
    return bytes([count if announced is None else announced]) + payload + bytes(count)


# --- RFC 9113, section 3.4: connection preface

@case("3.4", "the server's preface is SETTINGS", handshake=False)
def _(c):
    got = c.until(lambda f: True, "a frame")
    assert got.kind == SETTINGS and not got.flags & ACK and got.stream == 0, got

@case("3.4", "a wrong client preface ends the connection", preface=False)
def _(c):
    c.send(b"INVALID CONNECTION PREFACE\r\n\r\n")
    c.expect_goaway(PROTOCOL_ERROR, may_close=True)

@case("3.4", "HTTP/1.1 ends the connection", preface=False)
def _(c):
    c.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    c.expect_goaway(PROTOCOL_ERROR, HTTP_1_1_REQUIRED, may_close=True)

@case("3.4", "the client's first frame must be SETTINGS", preface=False)
def _(c):
    c.send(PREFACE + ping())
    c.expect_goaway(PROTOCOL_ERROR)

@case("3.4", "a preface in single bytes is taken", preface=False)
def _(c):
    for byte in PREFACE + settings():
        c.send(bytes([byte]))
    c.expect_alive()

# --- Section 4.1: frame format

@case("4.1", "unknown frame types are ignored")
def _(c):
    c.send(frame(0xFA, 0xFF, 0, b"whatever"), frame(0xFB, 0, 3, bytes(100)))
    c.expect_alive()

@case("4.1", "undefined flags are ignored")
def _(c):
    c.send(ping(b"flagged!", flags=0x16))
    got = c.until(lambda f: f.kind == PING, "PING")
    assert got.flags & ACK and got.payload == b"flagged!", got

@case("4.1", "the reserved bit is ignored")
def _(c):
    c.send(frame(PING, 0, 0x80000000, b"reserved"))
    got = c.until(lambda f: f.kind == PING, "PING")
    assert got.payload == b"reserved", got

# --- Section 4.2: frame size

@case("4.2", "a DATA frame of 16,384 bytes is taken")
def _(c):
    c.send(headers(1, request("POST"), end_stream=False), data(1, bytes(16384), True))
    c.expect_response(1, b"16384\n")

@case("4.2", "a DATA frame of 16,385 bytes is an error")
def _(c):
    c.send(headers(1, request("POST"), end_stream=False), data(1, bytes(16385), True))
    c.expect_error(1, FRAME_SIZE_ERROR)

@case("4.2", "a HEADERS frame of 16,385 bytes is a connection error")
def _(c):
    c.send(headers(1, request() + field("x", "y" * 16385)[:16385]))
    c.expect_goaway(FRAME_SIZE_ERROR)

@case("4.2", "a frame of 2^24 - 1 bytes is a connection error at its header")
def _(c):
    c.send(frame(SETTINGS, 0, 0, b"", length=0xFFFFFF))
    c.expect_goaway(FRAME_SIZE_ERROR)

@case("4.2", "an unknown frame above the size is a connection error")
def _(c):
    c.send(frame(0xFA, 0, 0, bytes(16385)))
    c.expect_goaway(FRAME_SIZE_ERROR)

# --- Section 4.3: field section compression

@case("4.3", "an invalid header block is a COMPRESSION_ERROR")
def _(c):
    c.send(headers(1, b"\x00\x81\x16\x0e"))
    c.expect_goaway(COMPRESSION_ERROR)

@case("4.3", "PRIORITY within a header block is a connection error")
def _(c):
    c.send(headers(1, end_headers=False), frame(PRIORITY, 0, 1, struct.pack(">IB", 0, 15)))
    c.expect_goaway(PROTOCOL_ERROR)

@case("4.3", "HEADERS of another stream within a header block is a connection error")
def _(c):
    c.send(headers(1, end_headers=False), headers(3))
    c.expect_goaway(PROTOCOL_ERROR)

@case("4.3", "a header block cut in the middle of a field goes on in CONTINUATION")
def _(c):
    whole = request()
    c.send(headers(1, whole[:7], end_headers=False), frame(CONTINUATION, END_HEADERS, 1, whole[7:]))
    c.expect_response(1, b"hello\n")

# --- Section 5.1: stream states

@case("5.1", "idle: DATA is a connection error")
def _(c):
    c.send(data(1, b"x", True))
    c.expect_goaway(PROTOCOL_ERROR)

@case("5.1", "idle: RST_STREAM is a connection error")
def _(c):
    c.send(rst(1))
    c.expect_goaway(PROTOCOL_ERROR)

@case("5.1", "idle: WINDOW_UPDATE is a connection error")
def _(c):
    c.send(window_update(1, 100))
    c.expect_goaway(PROTOCOL_ERROR)

@case("5.1", "idle: CONTINUATION is a connection error")
def _(c):
    c.send(frame(CONTINUATION, END_HEADERS, 1, request()))
    c.expect_goaway(PROTOCOL_ERROR)

@case("5.1", "idle: PRIORITY is taken")
def _(c):
    c.send(frame(PRIORITY, 0, 1, struct.pack(">IB", 0, 15)))
    c.expect_alive()

@case("5.1", "half-closed (remote): DATA is STREAM_CLOSED")
def _(c):
    c.send(headers(1, request(path="/hang")), data(1, b"x", True))
    c.expect_error(1, STREAM_CLOSED)

@case("5.1", "half-closed (remote): HEADERS is STREAM_CLOSED")
def _(c):
    c.send(headers(1, request(path="/hang")), headers(1))
    c.expect_error(1, STREAM_CLOSED)

@case("5.1", "half-closed (remote): CONTINUATION is an error")
def _(c):
    c.send(headers(1, request(path="/hang")), frame(CONTINUATION, END_HEADERS, 1, b""))
    c.expect_error(1, STREAM_CLOSED, PROTOCOL_ERROR)

@case("5.1", "half-closed (remote): WINDOW_UPDATE, PRIORITY and RST_STREAM are taken")
def _(c):
    c.send(headers(1, request(path="/hang")), window_update(1, 1), frame(PRIORITY, 0, 1, struct.pack(">IB", 0, 1)), rst(1))
    c.expect_alive()

@case("5.1", "closed by RST_STREAM: DATA is STREAM_CLOSED or ignored")
def _(c):
    c.send(headers(1, request("POST", "/hang2"), end_stream=False), rst(1), data(1, b"x", True), ping(b"afterwrd"))
    got = c.until(lambda f: f.kind in (GOAWAY, RST_STREAM, PING), "an answer")
    assert got.kind == PING or got.code == STREAM_CLOSED, got

@case("5.1", "closed by RST_STREAM: HEADERS is STREAM_CLOSED or a connection error")
def _(c):
    c.send(headers(1, request("POST", "/hang2"), end_stream=False), rst(1), headers(1))
    c.expect_error(1, STREAM_CLOSED, PROTOCOL_ERROR)

@case("5.1", "closed by END_STREAM: DATA is STREAM_CLOSED")
def _(c):
    c.send(headers(1))
    c.expect_response(1)
    c.send(data(1, b"x", True))
    c.expect_error(1, STREAM_CLOSED)

@case("5.1", "closed by END_STREAM: HEADERS is STREAM_CLOSED")
def _(c):
    c.send(headers(1))
    c.expect_response(1)
    c.send(headers(1))
    c.expect_error(1, STREAM_CLOSED)

@case("5.1", "closed by END_STREAM: CONTINUATION is a connection error")
def _(c):
    c.send(headers(1))
    c.expect_response(1)
    c.send(frame(CONTINUATION, END_HEADERS, 1, request()))
    c.expect_goaway(STREAM_CLOSED, PROTOCOL_ERROR)

@case("5.1", "closed: PRIORITY, WINDOW_UPDATE and RST_STREAM are ignored")
def _(c):
    c.send(headers(1))
    c.expect_response(1)
    c.send(frame(PRIORITY, 0, 1, struct.pack(">IB", 0, 1)), window_update(1, 1), rst(1))
    c.expect_alive()

@case("5.1.1", "an even stream number is a connection error")
def _(c):
    c.send(headers(2))
    c.expect_goaway(PROTOCOL_ERROR)

@case("5.1.1", "a number lower than an earlier one is a connection error")
def _(c):
    c.send(headers(5))
    c.expect_response(5)
    c.send(headers(3))
    c.expect_goaway(PROTOCOL_ERROR)

@case("5.1.1", "a number lower than an open one is a connection error")
def _(c):
    c.send(headers(5, request(path="/hang")), headers(3))
    c.expect_goaway(PROTOCOL_ERROR)

@case("5.1.1", "numbers may be skipped")
def _(c):
    c.send(headers(7))
    c.expect_response(7)
    c.send(headers(101))
    c.expect_response(101)

@case("5.1.1", "the highest number is taken, and a request after it is not")
def _(c):
    c.send(headers(0x7FFFFFFF))
    c.expect_response(0x7FFFFFFF)

@case("5.1.2", "a hundred streams may be open, one more is refused")
def _(c):
    # The limit is acknowledged before: until then even the library refuses.
    c.expect_alive()
    c.send(*[headers(1 + 2 * i, request(path="/hang")) for i in range(101)])
    got = c.until(lambda f: f.kind == RST_STREAM, "RST_STREAM for the hundred and first")
    assert got.stream == 201 and got.code == REFUSED_STREAM, got
    c.expect_alive()
    # One less, and the next is taken.
    c.send(rst(1), headers(203))
    c.expect_response(203)

@case("5.1.2", "streams that were opened before the limit was known are refused, and the connection goes on")
def _(c):
    c.send(*[headers(1 + 2 * i, request(path="/hang")) for i in range(150)])
    for _ in range(50):
        got = c.until(lambda f: f.kind == RST_STREAM, "RST_STREAM")
        assert got.stream > 200 and got.code == REFUSED_STREAM, got
    c.expect_alive()

@case("5.3.1", "HEADERS that depend on their own stream are an error")
def _(c):
    c.send(headers(1, struct.pack(">IB", 1, 15) + request(), flags=PRIORITY_FLAG))
    c.expect_error(1, PROTOCOL_ERROR)

@case("5.4.1", "after a connection error the connection ends")
def _(c):
    c.send(frame(PING, 0, 0, b"short"))
    c.expect_goaway(FRAME_SIZE_ERROR)
    c.expect_end()

@case("5.5", "an extension frame within a header block is a connection error")
def _(c):
    c.send(headers(1, end_headers=False), frame(0xFA, 0, 1, b"ext"), frame(CONTINUATION, END_HEADERS, 1, b""))
    c.expect_goaway(PROTOCOL_ERROR)

# --- Section 6.1: DATA

@case("6.1", "DATA on stream 0 is a connection error")
def _(c):
    c.send(data(0, b"x"))
    c.expect_goaway(PROTOCOL_ERROR)

@case("6.1", "padding is not part of the body")
def _(c):
    c.send(headers(1, request("POST"), end_stream=False), data(1, pad(b"12345", 200), flags=PADDED), data(1, b"678", True))
    c.expect_response(1, b"8\n")

@case("6.1", "padding as long as the frame is a connection error")
def _(c):
    c.send(headers(1, request("POST"), end_stream=False), data(1, pad(b"abc", 0, announced=4), True, flags=PADDED))
    c.expect_goaway(PROTOCOL_ERROR)

@case("6.1", "an empty DATA frame ends a stream")
def _(c):
    c.send(headers(1, request("POST"), end_stream=False), data(1, b"", True))
    c.expect_response(1, b"0\n")

@case("6.1", "a body comes back byte for byte")
def _(c):
    body = bytes(range(256)) * 40
    c.send(headers(1, request("POST", "/echo"), end_stream=False), data(1, body[:3]), data(1, body[3:], True))
    c.expect_response(1, body)

# --- Section 6.2: HEADERS

@case("6.2", "HEADERS on stream 0 is a connection error")
def _(c):
    c.send(headers(0))
    c.expect_goaway(PROTOCOL_ERROR)

@case("6.2", "padded HEADERS are taken")
def _(c):
    c.send(headers(1, pad(request(), 17), flags=PADDED))
    c.expect_response(1, b"hello\n")

@case("6.2", "padding longer than HEADERS is a connection error")
def _(c):
    c.send(headers(1, pad(request(), 0, announced=255), flags=PADDED))
    c.expect_goaway(PROTOCOL_ERROR)

@case("6.2", "HEADERS with a priority are taken")
def _(c):
    c.send(headers(1, struct.pack(">IB", 0, 15) + request(), flags=PRIORITY_FLAG))
    c.expect_response(1, b"hello\n")

@case("6.2", "HEADERS too short for their priority are an error")
def _(c):
    c.send(headers(1, b"\0\0", flags=PRIORITY_FLAG))
    c.expect_goaway(FRAME_SIZE_ERROR, PROTOCOL_ERROR)

# --- Section 6.3: PRIORITY

@case("6.3", "PRIORITY on stream 0 is a connection error")
def _(c):
    c.send(frame(PRIORITY, 0, 0, struct.pack(">IB", 0, 15)))
    c.expect_goaway(PROTOCOL_ERROR)

@case("6.3", "PRIORITY of four bytes is an error")
def _(c):
    c.send(headers(1, request(path="/hang")), frame(PRIORITY, 0, 1, bytes(4)))
    c.expect_error(1, FRAME_SIZE_ERROR)

# --- Section 6.4: RST_STREAM

@case("6.4", "RST_STREAM on stream 0 is a connection error")
def _(c):
    c.send(rst(0))
    c.expect_goaway(PROTOCOL_ERROR)

@case("6.4", "RST_STREAM of three bytes is a connection error")
def _(c):
    c.send(headers(1, request(path="/hang")), frame(RST_STREAM, 0, 1, bytes(3)))
    c.expect_goaway(FRAME_SIZE_ERROR)

@case("6.4", "a reset stream makes room for another")
def _(c):
    for turn in range(60):
        c.send(headers(1 + 4 * turn, request(path="/hang")), rst(1 + 4 * turn), headers(3 + 4 * turn))
        c.expect_response(3 + 4 * turn)

# --- Section 6.5: SETTINGS

@case("6.5", "SETTINGS are acknowledged")
def _(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 100)))
    c.until(lambda f: f.kind == SETTINGS and f.flags & ACK, "an acknowledgement")

@case("6.5", "an acknowledgement with a payload is a connection error")
def _(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 100), flags=ACK))
    c.expect_goaway(FRAME_SIZE_ERROR)

@case("6.5", "SETTINGS on a stream are a connection error")
def _(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 100), stream=1))
    c.expect_goaway(PROTOCOL_ERROR)

@case("6.5", "SETTINGS of three bytes are a connection error")
def _(c):
    c.send(frame(SETTINGS, 0, 0, b"abc"))
    c.expect_goaway(FRAME_SIZE_ERROR)

@case("6.5.2", "ENABLE_PUSH 2 is a connection error")
def _(c):
    c.send(settings((ENABLE_PUSH, 2)))
    c.expect_goaway(PROTOCOL_ERROR)

@case("6.5.2", "INITIAL_WINDOW_SIZE 2^31 is a FLOW_CONTROL_ERROR")
def _(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 1 << 31)))
    c.expect_goaway(FLOW_CONTROL_ERROR)

@case("6.5.2", "MAX_FRAME_SIZE 16,383 is a connection error")
def _(c):
    c.send(settings((MAX_FRAME_SIZE, 16383)))
    c.expect_goaway(PROTOCOL_ERROR)

@case("6.5.2", "MAX_FRAME_SIZE 2^24 is a connection error")
def _(c):
    c.send(settings((MAX_FRAME_SIZE, 1 << 24)))
    c.expect_goaway(PROTOCOL_ERROR)

@case("6.5.2", "unknown settings are ignored")
def _(c):
    c.send(settings((0xFF, 1), (0xABCD, 0xFFFFFFFF)))
    c.expect_alive()

@case("6.5.2", "the server announces its limits", handshake=False)
def _(c):
    got = c.until(lambda f: f.kind == SETTINGS, "SETTINGS")
    pairs = dict(struct.unpack(">HI", got.payload[i:i + 6]) for i in range(0, len(got.payload), 6))
    assert pairs[MAX_CONCURRENT_STREAMS] == 100 and pairs[INITIAL_WINDOW_SIZE] == 1 << 20, pairs
    assert pairs[MAX_HEADER_LIST_SIZE] == 16384 and ENABLE_PUSH not in pairs, pairs

@case("6.5.3", "of repeated settings the last counts")
def _(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 100), (INITIAL_WINDOW_SIZE, 1)), headers(1))
    c.expect_headers(1)
    got = c.until(lambda f: f.kind == DATA, "DATA")
    assert len(got.payload) == 1, got

# --- Section 6.6: PUSH_PROMISE

@case("6.6", "PUSH_PROMISE from a client is a connection error")
def _(c):
    c.send(headers(1, request(path="/hang")), frame(PUSH_PROMISE, END_HEADERS, 1, struct.pack(">I", 2) + request()))
    c.expect_goaway(PROTOCOL_ERROR)

# --- Section 6.7: PING

@case("6.7", "PING comes back with its payload")
def _(c):
    c.expect_alive(b"\x00\xff\x01\xfe\x02\xfd\x03\xfc")

@case("6.7", "an acknowledgement of PING is not answered")
def _(c):
    c.send(ping(b"notasked", flags=ACK), ping(b"question"))
    got = c.until(lambda f: f.kind == PING, "PING")
    assert got.payload == b"question", got

@case("6.7", "PING on a stream is a connection error")
def _(c):
    c.send(ping(stream=1))
    c.expect_goaway(PROTOCOL_ERROR)

@case("6.7", "PING of six bytes is a connection error")
def _(c):
    c.send(ping(b"123456"))
    c.expect_goaway(FRAME_SIZE_ERROR)

# --- Section 6.8: GOAWAY

@case("6.8", "GOAWAY on a stream is a connection error")
def _(c):
    c.send(goaway(stream=1))
    c.expect_goaway(PROTOCOL_ERROR)

@case("6.8", "GOAWAY of seven bytes is a connection error")
def _(c):
    c.send(frame(GOAWAY, 0, 0, bytes(7)))
    c.expect_goaway(FRAME_SIZE_ERROR)

@case("6.8", "after the client's GOAWAY open streams finish, then the connection ends")
def _(c):
    c.send(headers(1, request("POST"), end_stream=False), goaway(), data(1, b"12345", True))
    c.expect_response(1, b"5\n")
    c.expect_end()

# --- Section 6.9: WINDOW_UPDATE

@case("6.9", "WINDOW_UPDATE 0 on the connection is a connection error")
def _(c):
    c.send(window_update(0, 0))
    c.expect_goaway(PROTOCOL_ERROR)

@case("6.9", "WINDOW_UPDATE 0 on a stream is an error")
def _(c):
    c.send(headers(1, request(path="/hang")), window_update(1, 0))
    c.expect_error(1, PROTOCOL_ERROR)

@case("6.9", "WINDOW_UPDATE of three bytes is a connection error")
def _(c):
    c.send(frame(WINDOW_UPDATE, 0, 0, bytes(3)))
    c.expect_goaway(FRAME_SIZE_ERROR)

@case("6.9.1", "no more is sent than the stream's window holds", pairs=((INITIAL_WINDOW_SIZE, 3),))
def _(c):
    c.send(headers(1))
    c.expect_headers(1)
    got = c.until(lambda f: f.kind == DATA, "DATA")
    assert got.payload == b"hel" and not got.flags & END_STREAM, got
    c.expect_alive()
    assert not any(f.kind == DATA for f in c.seen[c.seen.index(got) + 1:]), c.seen
    c.send(window_update(1, 3))
    got = c.until(lambda f: f.kind == DATA, "DATA")
    assert got.payload == b"lo\n" and got.flags & END_STREAM, got

@case("6.9.1", "no more is sent than the connection's window holds")
def _(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 1 << 20)), headers(1, request(path="/bytes/100000")))
    total = 0
    c.expect_headers(1)
    while total < 65535:
        got = c.until(lambda f: f.kind == DATA, "DATA")
        total += len(got.payload)
    assert total == 65535, total
    c.expect_alive()
    assert sum(len(f.payload) for f in c.seen if f.kind == DATA) == 65535
    c.send(window_update(0, 100000))
    while not got.flags & END_STREAM:
        got = c.until(lambda f: f.kind == DATA, "DATA")
        total += len(got.payload)
    assert total == 100000, total

@case("6.9.1", "a connection window above 2^31 - 1 is a connection error")
def _(c):
    c.send(window_update(0, 0x7FFFFFFF))
    c.expect_goaway(FLOW_CONTROL_ERROR)

@case("6.9.1", "a stream window above 2^31 - 1 resets the stream")
def _(c):
    c.send(headers(1, request(path="/hang")), window_update(1, 0x7FFFFFFF))
    c.expect_reset(1, FLOW_CONTROL_ERROR)

@case("6.9.1", "more DATA than the stream's window is a FLOW_CONTROL_ERROR")
def _(c):
    c.send(headers(1, request("POST", "/stall"), end_stream=False))
    c.send(*[data(1, bytes(16384)) for _ in range(64)], data(1, b"x"))
    c.expect_error(1, FLOW_CONTROL_ERROR)

@case("6.9.1", "padding counts against the window")
def _(c):
    # 64 frames of 16,384 bytes, nearly all padding, fill the window; the server gives padding back by itself.
    c.send(headers(1, request("POST"), end_stream=False))
    for _ in range(70):
        c.send(data(1, pad(b"12345678" * 2000, 200), flags=PADDED))
    c.send(data(1, b"", True))
    c.expect_response(1, b"%d\n" % (70 * 16000))

@case("6.9.2", "a change of INITIAL_WINDOW_SIZE changes open streams", pairs=((INITIAL_WINDOW_SIZE, 0),))
def _(c):
    c.send(headers(1))
    c.expect_headers(1)
    c.expect_alive()
    c.send(settings((INITIAL_WINDOW_SIZE, 1)))
    got = c.until(lambda f: f.kind == DATA, "DATA")
    assert len(got.payload) == 1, got

@case("6.9.2", "a window may become negative", pairs=((INITIAL_WINDOW_SIZE, 3),))
def _(c):
    c.send(headers(1))
    c.expect_headers(1)
    c.until(lambda f: f.kind == DATA, "DATA")
    c.send(settings((INITIAL_WINDOW_SIZE, 2)), window_update(1, 2))
    got = c.until(lambda f: f.kind == DATA, "DATA")
    assert got.payload == b"l", got

# The RFC wants a connection error; nghttp2 resets the stream.
@case("6.9.2", "SETTINGS that overflow a stream's window are a FLOW_CONTROL_ERROR")
def _(c):
    c.send(headers(1, request(path="/hang")), window_update(1, 100), settings((INITIAL_WINDOW_SIZE, 0x7FFFFFFF)))
    c.expect_error(1, FLOW_CONTROL_ERROR)

# --- Section 6.10: CONTINUATION

@case("6.10", "several CONTINUATION frames are taken")
def _(c):
    whole = request()
    c.send(headers(1, whole[:9], end_headers=False), frame(CONTINUATION, 0, 1, whole[9:20]),
           frame(CONTINUATION, END_HEADERS, 1, whole[20:]))
    c.expect_response(1, b"hello\n")

@case("6.10", "CONTINUATION on stream 0 is a connection error")
def _(c):
    c.send(headers(1, end_headers=False), frame(CONTINUATION, END_HEADERS, 0, b""))
    c.expect_goaway(PROTOCOL_ERROR)

@case("6.10", "CONTINUATION after END_HEADERS is a connection error")
def _(c):
    c.send(headers(1, request("POST"), end_stream=False), frame(CONTINUATION, END_HEADERS, 1, block(("x", "y"))))
    c.expect_goaway(PROTOCOL_ERROR)

@case("6.10", "CONTINUATION after DATA is a connection error")
def _(c):
    c.send(headers(1, request("POST"), end_stream=False), data(1, b"x"), frame(CONTINUATION, END_HEADERS, 1, b""))
    c.expect_goaway(PROTOCOL_ERROR)

@case("6.10", "DATA within a header block is a connection error")
def _(c):
    c.send(headers(1, end_headers=False), data(1, b"x"))
    c.expect_goaway(PROTOCOL_ERROR)

# --- Section 7: error codes

@case("7", "unknown error codes are taken")
def _(c):
    c.send(headers(1, request(path="/hang")), rst(1, 0xFF))
    c.expect_alive()
    c.send(goaway(code=0xFF))
    c.expect_end()

# --- Section 8.1: message framing

@case("8.1", "trailers end a request")
def _(c):
    c.send(headers(1, request("POST"), end_stream=False), data(1, b"123"), headers(1, block(("x-checksum", "1"))))
    c.expect_response(1, b"3\n")

@case("8.1", "a second header block without END_STREAM is an error")
def _(c):
    c.send(headers(1, request("POST"), end_stream=False), headers(1, block(("x", "y")), end_stream=False))
    c.expect_error(1, PROTOCOL_ERROR)

@case("8.1", "a request without a body is answered at once")
def _(c):
    c.send(headers(1))
    c.expect_response(1, b"hello\n")

@case("8.1.1", "a body shorter than content-length is an error")
def _(c):
    c.send(headers(1, request("POST", extra=[("content-length", "4")]), end_stream=False), data(1, b"123", True))
    c.expect_reset(1, PROTOCOL_ERROR)

@case("8.1.1", "a body longer than content-length is an error")
def _(c):
    c.send(headers(1, request("POST", extra=[("content-length", "2")]), end_stream=False), data(1, b"123", True))
    c.expect_reset(1, PROTOCOL_ERROR)

@case("8.1.1", "several DATA frames that miss content-length are an error")
def _(c):
    c.send(headers(1, request("POST", extra=[("content-length", "9")]), end_stream=False), data(1, b"123"), data(1, b"45", True))
    c.expect_reset(1, PROTOCOL_ERROR)

@case("8.1.1", "a content-length that is no number is an error")
def _(c):
    c.send(headers(1, request("POST", extra=[("content-length", "ten")]), end_stream=False))
    c.expect_reset(1, PROTOCOL_ERROR)

@case("8.1.1", "two content-lengths that differ are an error")
def _(c):
    c.send(headers(1, request("POST", extra=[("content-length", "1"), ("content-length", "2")]), end_stream=False))
    c.expect_reset(1, PROTOCOL_ERROR)

@case("8.1.1", "the right content-length is taken")
def _(c):
    c.send(headers(1, request("POST", extra=[("content-length", "3")]), end_stream=False), data(1, b"123", True))
    c.expect_response(1, b"3\n")

# --- Section 8.2: fields

for bad, what in [("X-Upper", "an upper case letter"), ("x y", "a space"), ("x\x00", "a NUL"), ("x\x7f", "a DEL"),
                  ("x:y", "a colon"), ("", "nothing"), ("caf\u00e9", "a byte above 0x7f")]:
    def body(c, bad=bad):
        c.send(headers(1, request(extra=[(bad, "value")])))
        c.expect_reset(1, PROTOCOL_ERROR)
    case("8.2.1", f"a field name with {what} is an error")(body)

for bad, what in [("a\x00b", "a NUL"), ("a\nb", "a line feed"), ("a\rb", "a carriage return"),
                  (" a", "a leading space"), ("a\t", "a trailing tab")]:
    def body(c, bad=bad):
        c.send(headers(1, request(extra=[("x-field", bad)])))
        c.expect_reset(1, PROTOCOL_ERROR)
    case("8.2.1", f"a field value with {what} is an error")(body)

for name, value in [("connection", "keep-alive"), ("proxy-connection", "keep-alive"), ("keep-alive", "1"),
                    ("transfer-encoding", "chunked"), ("upgrade", "h2c"), ("te", "gzip")]:
    def body(c, name=name, value=value):
        c.send(headers(1, request(extra=[(name, value)])))
        c.expect_reset(1, PROTOCOL_ERROR)
    case("8.2.2", f"{name}: {value} is an error")(body)

@case("8.2.2", "te: trailers is taken")
def _(c):
    c.send(headers(1, request(extra=[("te", "trailers")])))
    c.expect_response(1, b"hello\n")

@case("8.2.3", "several cookie fields are taken")
def _(c):
    c.send(headers(1, request(extra=[("cookie", "a=b"), ("cookie", "c=d")])))
    c.expect_response(1, b"hello\n")

# --- Section 8.3: control data

def malformed(title, payload, section="8.3"):
    def body(c):
        c.send(headers(1, payload))
        c.expect_reset(1, PROTOCOL_ERROR)
    case(section, title)(body)

M, S, P, A = (":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "localhost")
malformed("an unknown pseudo-field is an error", block(M, S, P, A, (":test", "x")))
malformed("a response's pseudo-field is an error", block(M, S, P, A, (":status", "200")))
malformed("a pseudo-field after a field is an error", block(M, S, P, ("x", "y"), A))
malformed("an empty :path is an error", block(M, S, (":path", ""), A), "8.3.1")
malformed("no :method is an error", block(S, P, A), "8.3.1")
malformed("no :scheme is an error", block(M, P, A), "8.3.1")
malformed("no :path is an error", block(M, S, A), "8.3.1")
malformed("two :method are an error", block(M, M, S, P, A), "8.3.1")
malformed("two :scheme are an error", block(M, S, S, P, A), "8.3.1")
malformed("two :path are an error", block(M, S, P, P, A), "8.3.1")
malformed("two :authority are an error", block(M, S, P, A, A), "8.3.1")
malformed("a :path without a slash is an error", block(M, S, (":path", "x"), A), "8.3.1")
malformed("a :method with a space is an error", block((":method", "GE T"), S, P, A), "8.3.1")
malformed("an empty header block is an error", b"", "8.3.1")

@case("8.3", "a pseudo-field in trailers is an error")
def _(c):
    c.send(headers(1, request("POST"), end_stream=False), headers(1, block((":method", "POST"))))
    c.expect_error(1, PROTOCOL_ERROR)

@case("8.3.1", "host may stand for :authority")
def _(c):
    c.send(headers(1, block(M, S, P, ("host", "localhost"))))
    c.expect_response(1, b"hello\n")

@case("8.5", "CONNECT gets an answer that is no 200")
def _(c):
    c.send(headers(1, block((":method", "CONNECT"), (":authority", "localhost:80")), end_stream=False))
    c.expect_headers(1, status=None)
    assert not c.seen[-1].payload.startswith(b"\x88"), c.seen[-1]

# --- Section 10.5: limits

@case("10.5.1", "a hundred fields are taken")
def _(c):
    c.send(headers(1, request(extra=[("x", "y")] * 96)))
    c.expect_response(1, b"hello\n")

@case("10.5.1", "a hundred and one fields are not")
def _(c):
    c.send(headers(1, request(extra=[("x", "y")] * 97)))
    c.expect_reset(1, INTERNAL_ERROR, PROTOCOL_ERROR, ENHANCE_YOUR_CALM)

@case("10.5.1", "a header list above 16 KB is not taken, and HPACK stays in step")
def _(c):
    whole = request() + field("x-indexed", "kept", 0x40) + field("x-long", "y" * 16200)
    c.send(headers(1, whole[:16000], end_headers=False), frame(CONTINUATION, END_HEADERS, 1, whole[16000:]))
    c.expect_reset(1, INTERNAL_ERROR, PROTOCOL_ERROR, ENHANCE_YOUR_CALM)
    c.send(headers(3, request() + b"\xbe"))
    c.expect_response(3, b"hello\n")

@case("10.5.1", "references of a byte to a long field count as what they stand for")
def _(c):
    c.send(headers(1, request() + field("x-long", "y" * 4000, 0x40) + b"\xbe" * 10))
    c.expect_reset(1, INTERNAL_ERROR, PROTOCOL_ERROR, ENHANCE_YOUR_CALM)

# --- RFC 7541: HPACK

def compression(section, title, payload):
    def body(c):
        c.send(headers(1, payload))
        c.expect_goaway(COMPRESSION_ERROR)
    case("HPACK " + section, title)(body)

compression("2.3.3", "an index beyond the tables is an error", request() + integer(70, 7, 0x80))
compression("4.2", "a size update at the end of a block is an error", request() + b"\x3f\x00")
compression("5.2", "Huffman padding of more than seven bits is an error", request() + b"\x00\x85\xf2\xb2\x4a\x84\xff\x84\x49\x50\x9f\xff")
compression("5.2", "Huffman padding of zeros is an error", request() + b"\x00\x85\xf2\xb2\x4a\x84\xff\x83\x49\x50\x90")
compression("5.2", "Huffman with EOS is an error", request() + b"\x00\x85\xf2\xb2\x4a\x84\xff\x87\x49\x51\xff\xff\xff\xfa\x7f")
compression("6.1", "index 0 is an error", request() + b"\x80")
compression("6.3", "a table size above the setting is an error", b"\x3f\xe2\x1f" + request())
compression("5.1", "an integer that overflows is an error", request() + b"\xff" + b"\xff" * 12)
compression("5.2", "a string longer than its block is an error", request() + b"\x00\x7fabc")

@case("HPACK 2.3.2", "an indexed field can be referred to")
def _(c):
    c.send(headers(1, request() + field("x-new", "value", 0x40)))
    c.expect_response(1)
    c.send(headers(3, request() + b"\xbe"))
    c.expect_response(3)

@case("HPACK 4.2", "a size update at the start of a block is taken")
def _(c):
    c.send(headers(1, b"\x20" + request()))
    c.expect_response(1)

# --- RFC 9218

@case("9218 7.1", "PRIORITY_UPDATE is taken")
def _(c):
    c.send(frame(0x10, 0, 0, struct.pack(">I", 1) + b"u=3"), headers(1))
    c.expect_response(1, b"hello\n")


def main():
    tls = "--tls" in sys.argv
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else ""
    with Server(sys.argv[1], *(["tls"] if tls else [])) as server:
        for section, title, body, options in CASES:
            if only not in f"{section} {title}":
                continue

            def attempt(body=body, options=options):
                with server.peer(**options) as peer:
                    body(peer)
            run(f"{section}: {title}", attempt)


if __name__ == "__main__":
    main()
