#!/usr/bin/env python3
"""What a TLS handshake may look like: tls_matrix.py ECHOSERVER"""
import subprocess
import sys
import warnings

from cases import run
from h2raw import *
from server import Server

warnings.simplefilter("ignore", DeprecationWarning)


def connect(server, **options):
    raw = socket.create_connection((server.host, server.port), timeout=5)
    try:
        return client_context(**options).wrap_socket(raw, server_hostname="localhost")
    except Exception:
        raw.close()
        raise


def taken(server, **options):
    def body():
        with connect(server, **options) as tls:
            assert tls.selected_alpn_protocol() == "h2", tls.selected_alpn_protocol()
            assert tls.compression() is None
            return f"{tls.version()} {tls.cipher()[0]}"
    return body


def refused(server, **options):
    """The handshake fails, or with ALPN left out the connection ends right after it."""
    def body():
        try:
            with connect(server, **options) as tls:
                tls.settimeout(5)
                tls.sendall(PREFACE + settings())
                got = tls.recv(100)
                assert not got, f"the server answered {got[:9]!r}"
        except (ssl.SSLError, ConnectionError) as error:
            return str(error)
    return body


def old_version(server, version):
    def body():
        context = client_context()
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = version
        context.maximum_version = version
        raw = socket.create_connection((server.host, server.port), timeout=5)
        try:
            with context.wrap_socket(raw, server_hostname="localhost") as tls:
                raise AssertionError(f"{tls.version()} was taken")
        except (ssl.SSLError, ConnectionError) as error:
            return str(error)
    return body


def renegotiation(server):
    """`openssl s_client` asks for one with R."""
    process = subprocess.run(
        ["openssl", "s_client", "-connect", f"{server.host}:{server.port}", "-tls1_2", "-alpn", "h2"],
        input=b"R\n", capture_output=True, timeout=20)
    output = (process.stdout + process.stderr).decode(errors="replace")
    assert "RENEGOTIATING" in output, output[-400:]
    assert "no renegotiation" in output, output[-400:]


def weak_cipher(server):
    def body():
        context = client_context(maximum=ssl.TLSVersion.TLSv1_2)
        context.set_ciphers("AES128-SHA:AES256-SHA:ECDHE-ECDSA-AES128-SHA")
        raw = socket.create_connection((server.host, server.port), timeout=5)
        try:
            with context.wrap_socket(raw, server_hostname="localhost") as tls:
                raise AssertionError(f"{tls.cipher()} was taken")
        except (ssl.SSLError, ConnectionError) as error:
            return str(error)
    return body


def garbage(server):
    def body():
        raw = socket.create_connection((server.host, server.port), timeout=5)
        raw.sendall(b"GET / HTTP/1.1\r\n\r\n")
        try:
            while raw.recv(1000):
                pass
        except ConnectionError:
            pass
        raw.close()
    return body


def main():
    with Server(sys.argv[1], "tls") as server:
        run("TLS 1.3 is taken", taken(server, minimum=ssl.TLSVersion.TLSv1_3))
        run("TLS 1.2 is taken", taken(server, maximum=ssl.TLSVersion.TLSv1_2))
        run("h2 among others is chosen", taken(server, protocols=("http/1.1", "spdy/3", "h2")))
        run("TLS 1.1 is refused", old_version(server, ssl.TLSVersion.TLSv1_1))
        run("TLS 1.0 is refused", old_version(server, ssl.TLSVersion.TLSv1))
        run("no ALPN is refused", refused(server, protocols=()))
        run("http/1.1 alone is refused", refused(server, protocols=("http/1.1",)))
        run("another protocol is refused", refused(server, protocols=("h2c", "h3", "h22", "h")))
        run("a cipher without forward secrecy is refused", weak_cipher(server))
        run("renegotiation is refused", lambda: renegotiation(server))
        run("plain text is refused", garbage(server))
        def good():
            with server.peer() as peer:
                peer.send(headers(1))
                peer.expect_response(1, b"hello\n")
        run("a good client afterwards", good)


if __name__ == "__main__":
    main()
