#!/usr/bin/env python3
"""Backpressure, slow and broken clients, timeouts: pressure.py ECHOSERVER"""
import os
import random
import ssl
import subprocess
import sys
import threading

from cases import run
from h2raw import *
from server import Server

BINARY = sys.argv[1]
WINDOW = 1 << 20


def upload_until_blocked(peer, stream, total):
    """Sends as the windows allow and reads WINDOW_UPDATEs; the bytes sent when nothing has come for half a second."""
    window = {0: 65535, stream: WINDOW}
    for got in peer.seen:
        if got.kind == WINDOW_UPDATE and got.stream in window:
            window[got.stream] += struct.unpack(">I", got.payload)[0]
    sent = 0
    while sent < total:
        room = min(window[0], window[stream], 16384, total - sent)
        if room > 0:
            peer.send(data(stream, bytes(room), sent + room == total))
            sent += room
            window[0] -= room
            window[stream] -= room
            continue
        try:
            got = peer.read(time.monotonic() + 0.5)
        except Failure:
            break
        if got is None:
            raise Failure("the connection ended")
        if got.kind == WINDOW_UPDATE and got.stream in window:
            window[got.stream] += struct.unpack(">I", got.payload)[0]
    return sent, window


def stalled_upload():
    """Without consumption exactly one window is taken; then every byte arrives."""
    with Server(BINARY) as server:
        memory = server.rss()
        peers = [server.peer() for _ in range(4)]
        total = 3 << 20
        states = []
        for peer in peers:
            peer.send(headers(1, request("POST", "/stall"), end_stream=False))
            sent, window = upload_until_blocked(peer, 1, total)
            assert sent == WINDOW, f"{sent} bytes were taken, not {WINDOW}"
            states.append(sent)
        assert server.report()["unconsumed"] == 4 * WINDOW
        grown = server.rss() - memory
        assert grown < 8_000, f"memory grew by {grown} KB"
        server.report("go")
        for peer, sent in zip(peers, states):
            window = 0
            while sent < total:
                got = peer.until(lambda f: f.kind == WINDOW_UPDATE and f.stream == 1, "WINDOW_UPDATE")
                window += struct.unpack(">I", got.payload)[0]
                while window and sent < total:
                    room = min(window, 16384, total - sent)
                    peer.send(data(1, bytes(room), sent + room == total))
                    window -= room
                    sent += room
            peer.expect_response(1, b"%d\n" % total)
            peer.close()
        server.wait_until(lambda r: r["unconsumed"] == 0 and r["open"] == 0)
    return f"memory +{grown} KB"


def stalled_stream_stalls_no_other():
    with Server(BINARY) as server, server.peer() as peer:
        peer.send(*[headers(s, request("POST", "/stall"), end_stream=False) for s in (1, 3, 5, 7, 9, 11)])
        for stream in (1, 3, 5, 7, 9, 11):
            # The connection's window comes back although nothing is consumed.
            for _ in range(64):
                peer.send(data(stream, bytes(16384)))
            peer.expect_alive()
        peer.send(headers(13, request("POST"), end_stream=False), data(13, bytes(16384), True))
        peer.expect_response(13, b"16384\n")
        assert server.report()["unconsumed"] == 6 * WINDOW


def too_much_held_withholds_the_connection_window():
    with Server(BINARY, "unconsumedBytesPerConnection=2000000") as server, server.peer() as peer:
        peer.send(*[headers(s, request("POST", "/stall"), end_stream=False) for s in range(1, 21, 2)])
        credit = 65535 + sum(struct.unpack(">I", f.payload)[0] for f in peer.seen if f.kind == WINDOW_UPDATE and f.stream == 0)
        peer.seen.clear()
        sent = 0
        for stream in range(1, 21, 2):
            for _ in range(64):
                size = min(16384, credit)
                if size == 0:
                    break
                peer.send(data(stream, bytes(size)))
                sent += size
                credit -= size
            peer.expect_alive()
            credit += sum(
                struct.unpack(">I", f.payload)[0] for f in peer.seen if f.kind == WINDOW_UPDATE and f.stream == 0)
            peer.seen.clear()
        assert sent <= 2_000_000 + (4 << 20), f"{sent} bytes were taken"
        server.report("go")
        for _ in range(100):
            got = peer.until(lambda f: f.kind == WINDOW_UPDATE and f.stream == 0, "the connection's window")
            credit += struct.unpack(">I", got.payload)[0]
            if credit >= 65535:
                break
    return f"{sent} bytes taken"


def never_reading_clients():
    """Twenty connections ask for 20 MB on twenty streams each and read nothing."""
    with Server(BINARY, "stalledWrite=1500") as server:
        memory = server.rss()
        before = server.report()
        peers = []
        for _ in range(20):
            peer = server.peer(rcvbuf=4096, pairs=((INITIAL_WINDOW_SIZE, 0x7FFFFFFF),))
            peer.send(window_update(0, 0x7FFF0000 - 65535))
            peer.send(*[headers(1 + 2 * i, request(path="/bytes/1000000")) for i in range(20)])
            peers.append(peer)
        with server.peer() as good:
            good.send(headers(1))
            good.expect_response(1, b"hello\n")
        time.sleep(0.5)
        # What is written ahead: 256 KiB and a block a stream.
        grown = server.rss() - memory
        assert grown < 20 * 20 * 400 + 10_000, f"memory grew by {grown} KB"
        report = server.wait_until(lambda r: r["closed"].get("stalled write", 0) == 20, seconds=10)
        cpu = (report["cpu_us"] - before["cpu_us"]) / 1000
        for peer in peers:
            peer.close()
    return f"memory +{grown} KB, {cpu:.0f} ms CPU"


def zero_window_is_reset():
    with Server(BINARY, "stalledWrite=1000") as server, server.peer(pairs=((INITIAL_WINDOW_SIZE, 0),)) as peer:
        peer.send(headers(1, request(path="/bytes/100000")))
        peer.expect_headers(1)
        got = peer.until(lambda f: f.kind == RST_STREAM, "RST_STREAM for a window that never opens")
        assert got.code == CANCEL, got
        peer.expect_alive()


def timeout(option, reason, begin, tls=False, **options):
    def body():
        with Server(BINARY, f"{option}=400", *(["tls"] if tls else [])) as server:
            start = time.monotonic()
            peer = begin(server)
            report = server.wait_until(lambda r: r["closed"].get(reason, 0) == 1, seconds=6)
            took = time.monotonic() - start
            assert took >= 0.35, f"closed after {took:.2f} s already"
            peer.close()
            # Somebody in order is not affected.
            with server.peer() as good:
                good.send(headers(1))
                good.expect_response(1, b"hello\n")
        return f"{took:.2f} s"
    return body


def silent(server):
    return socket.create_connection((server.host, server.port))


def half_preface(server):
    raw = silent(server)
    raw.sendall(PREFACE[:10])
    return raw


def half_headers(server):
    peer = server.peer()
    peer.send(headers(1)[:20])
    return peer


def open_header_block(server):
    peer = server.peer()
    peer.send(headers(1, end_headers=False))
    return peer


def trickle(server):
    """A body at some bytes a second."""
    peer = server.peer()
    peer.send(headers(1, request("POST"), end_stream=False))

    def drip():
        try:
            for _ in range(30):
                peer.socket.sendall(data(1, b"x"))
                time.sleep(0.1)
        except OSError:
            pass
    threading.Thread(target=drip, daemon=True).start()
    return peer


def slow_body():
    with Server(BINARY, "bodyGrace=300", "bodyPeriod=600") as server:
        peer = trickle(server)
        got = peer.until(lambda f: f.kind == RST_STREAM, "RST_STREAM for a body that trickles")
        assert got.code == CANCEL, got
        peer.close()


def session(tls):
    """What a client sends in an ordinary session, as one piece."""
    body = os.urandom(3000)
    return (PREFACE + settings((INITIAL_WINDOW_SIZE, 1 << 20)) + settings(flags=ACK) + window_update(0, 1 << 20)
            + headers(1) + headers(3, request("POST", "/echo"), end_stream=False)
            + data(3, body[:1000]) + headers(5, request(path="/bytes/50000")) + data(3, bytes([9]) + body[1000:2000] + bytes(9), flags=PADDED)
            + ping() + data(3, body[2000:], True) + rst(5))


def truncation(tls, cuts):
    def body():
        with Server(BINARY, "newConnectionsPerPeerBurst=100000", "resetsPerPeerBurst=100000", *(["tls"] if tls else [])) as server:
            base = server.descriptors()
            whole = session(tls)
            offsets = sorted(random.Random(7).sample(range(len(whole)), min(cuts, len(whole))))
            for index, cut in enumerate(offsets):
                peer = server.peer(preface=False, handshake=False)
                peer.send(whole[:cut])
                if index % 2:
                    # An abrupt end: RST instead of FIN.
                    peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                elif not tls:
                    peer.socket.shutdown(socket.SHUT_WR)
                peer.close()
            report = server.wait_until(lambda r: r["open"] == 0 and r["streams_open"] == 0, seconds=10)
            assert report["unconsumed"] == 0, report
            assert server.descriptors() <= base + 1, f"{base} descriptors before, {server.descriptors()} after"
            with server.peer() as good:
                good.send(headers(1))
                good.expect_response(1, b"hello\n")
        return f"{len(offsets)} cuts of {len(whole)} bytes"
    return body


def split_anywhere():
    """The same session in pieces of every size gives the same answers."""
    answers = set()
    with Server(BINARY, "newConnectionsPerPeerBurst=100000") as server:
        body = bytes(range(256)) * 10
        whole = (PREFACE + settings() + headers(1) + headers(3, request("POST", "/echo"), end_stream=False)
                 + data(3, body[:999]) + data(3, body[999:], True))
        for size in (1, 2, 3, 7, 8, 9, 10, 24, 25, 100, 1000, len(whole)):
            with server.peer(preface=False, handshake=False) as peer:
                for at in range(0, len(whole), size):
                    peer.send(whole[at:at + size])
                ended = 0
                while ended < 2:
                    got = peer.until(lambda f: f.kind == DATA, "DATA")
                    ended += 1 if got.flags & END_STREAM else 0
                answers.add(b"".join(f.payload for f in peer.seen if f.kind == DATA and f.stream == 3))
    assert answers == {body}, f"{len(answers)} different answers"


def peer_budget():
    """A client that reconnects meets its peer's limits."""
    with Server(BINARY, "takesUntoldForOnePeer=1", "resetsPerPeerBurst=300", "resetsPerPeerPerSecond=1") as server:
        for _ in range(12):
            try:
                with server.peer(timeout=2) as peer:
                    peer.send(*[headers(s, request(path="/hang")) + rst(s) for s in range(1, 101, 2)])
                    peer.expect_alive()
            except (Failure, OSError):
                break
        report = server.report()
        assert report["refused"] > 0 or report["closed"].get("reset flood", 0) > 0, report
    return f"refused {report['refused']}"


def connection_rate():
    with Server(BINARY, "takesUntoldForOnePeer=1", "newConnectionsPerPeerBurst=20", "newConnectionsPerPeerPerSecond=5") as server:
        for _ in range(60):
            silent(server).close()
        report = server.wait_until(lambda r: r["accepted"] + r["refused"] >= 60)
        assert 20 <= report["accepted"] <= 30, report
    return f"accepted {report['accepted']}, refused {report['refused']}"


def connection_cap():
    with Server(BINARY, "takesUntoldForOnePeer=1", "connectionsPerPeer=10") as server:
        peers = [silent(server) for _ in range(15)]
        report = server.wait_until(lambda r: r["accepted"] + r["refused"] >= 15)
        assert report["accepted"] == 10 and report["refused"] == 5, report
        for peer in peers:
            peer.close()
        server.wait_until(lambda r: r["open"] == 0)
        with server.peer() as good:
            good.expect_alive()


def refused_streams():
    """Streams beyond the limit are refused as often as may be; one more ends the connection."""
    with Server(BINARY, "refusedStreamsBurst=5", "refusedStreamsPerSecond=0") as server:
        peer = server.peer()
        peer.expect_alive()
        peer.send(*[headers(s, request(path="/hang")) for s in range(1, 211, 2)])
        for stream in range(201, 211, 2):
            got = peer.until(lambda f: f.kind == RST_STREAM, "RST_STREAM")
            assert got.stream == stream and got.code == REFUSED_STREAM, got
        peer.expect_alive()
        assert server.report()["streams_refused"] == 5, server.report()
        peer.send(headers(211, request(path="/hang")))
        peer.expect_goaway(ENHANCE_YOUR_CALM)
        peer.close()


def loopback_is_no_peer():
    """What one client over loopback does is not counted against another."""
    with Server(BINARY, "connectionsPerPeer=10", "newConnectionsPerPeerBurst=10", "resetsPerPeerBurst=50") as server:
        peers = [silent(server) for _ in range(40)]
        with server.peer() as peer:
            peer.send(*[headers(s, request(path="/hang")) + rst(s) for s in range(1, 181, 2)])
            peer.expect_alive()
        with server.peer() as good:
            good.send(headers(1, request(path="/hang")) + rst(1))
            good.expect_alive()
        report = server.wait_until(lambda r: r["accepted"] == 42)
        assert report["refused"] == 0, report
        for peer in peers:
            peer.close()


def total_cap():
    """At the cap nothing is accepted; the kernel's backlog waits."""
    with Server(BINARY, "connections=5") as server:
        peers = [silent(server) for _ in range(8)]
        time.sleep(0.3)
        before = server.report()
        assert before["open"] == 5, before
        time.sleep(0.5)
        after = server.report()
        assert after["cpu_us"] - before["cpu_us"] < 100_000, "the server spins at its cap"
        for peer in peers[:5]:
            peer.close()
        server.wait_until(lambda r: r["accepted"] == 8)
        for peer in peers[5:]:
            peer.close()


def drain():
    """GOAWAY, accepted streams finish, new ones are refused, the process ends with 0."""
    with Server(BINARY) as server:
        peer = server.peer()
        peer.send(headers(1, request("POST"), end_stream=False), data(1, b"12345"))
        peer.expect_alive()
        server.process.stdin.close()
        first = peer.read(time.monotonic() + 5)
        assert first.kind == GOAWAY and first.code == NO_ERROR and first.payload[:4] == b"\x7f\xff\xff\xff", first
        asked = peer.until(lambda f: f.kind == PING, "PING")
        # Under way when the GOAWAY came: still taken.
        peer.send(headers(3), ping(asked.payload, flags=ACK))
        deadline = time.monotonic() + 5
        last = None
        answered = False
        while last is None or not answered:
            got = peer.read(deadline)
            assert got is not None, f"the connection ended: {peer.seen}"
            if got.kind == GOAWAY:
                last = got
            answered = answered or got.kind == DATA and got.stream == 3
        assert last.payload[:4] == b"\x00\x00\x00\x03" and last.code == NO_ERROR, last.payload
        # Above the last stream: not processed.
        peer.send(headers(5), data(1, b"678", True))
        peer.expect_response(1, b"8\n")
        peer.expect_end()
        assert not any(f.stream == 5 and f.kind == HEADERS for f in peer.seen)
        peer.close()
        code = server.process.wait(timeout=10)
        assert code == 0, f"exit code {code}"
        server.process.stdin = open(os.devnull, "w")


def main():
    run("a stalled upload takes exactly its window, then arrives whole", stalled_upload)
    run("a stalled stream stalls no other", stalled_stream_stalls_no_other)
    run("too much held withholds the connection's window", too_much_held_withholds_the_connection_window)
    run("clients that never read are bounded and reaped", never_reading_clients)
    run("a stream whose window never opens is reset", zero_window_is_reset)
    run("a silent client is closed: preface", timeout("preface", "preface timeout", silent))
    run("half a preface is closed", timeout("preface", "preface timeout", half_preface))
    run("a silent client is closed: tls handshake", timeout("handshake", "handshake timeout", silent, tls=True))
    run("half a HEADERS frame is closed", timeout("headers", "headers timeout", half_headers))
    run("an unfinished header block is closed", timeout("headers", "headers timeout", open_header_block))
    run("an idle connection is closed", timeout("idle", "idle timeout", lambda server: server.peer()))
    run("unacknowledged SETTINGS are closed", timeout(
        "settingsAcknowledgement", "settings acknowledgement timeout", lambda server: server.peer(handshake=False)))
    run("a body that trickles is reset", slow_body)
    run("a session cut at many bytes leaves nothing behind", truncation(False, 400))
    run("a TLS session cut at many bytes leaves nothing behind", truncation(True, 150))
    run("pieces of any size give the same answers", split_anywhere)
    run("resets count against the peer over its connections", peer_budget)
    run("new connections of a peer have a rate", connection_rate)
    run("connections of a peer have a cap", connection_cap)
    run("streams beyond the limit are refused, not too often", refused_streams)
    run("clients over loopback are not counted against each other", loopback_is_no_peer)
    run("all connections have a cap", total_cap)
    run("drain", drain)


if __name__ == "__main__":
    main()
