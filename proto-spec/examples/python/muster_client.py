#!/usr/bin/env python3
"""Asks a Muster server: request lines (NDJSON) in, answer lines out, over HTTP/2, full duplex.

    python muster_client.py --server https://127.0.0.1:8443 --insecure < requests.ndjson > verdicts.ndjson
    python muster_client.py --check-vectors ../../vectors

Exit status: 0 all answered, 2 wrong usage, 3 some items could not be evaluated, 4 the server or the connection failed.
"""
import argparse
import base64
import collections
import hashlib
import json
import os
import pathlib
import re
import select
import socket
import ssl
import sys
import time
import urllib.parse

import muster_batch
from muster_batch import Answers, client_pb2, delimited, server_pb2

SEND_AHEAD_BYTES = 256 * 1024
WINDOW_BYTES = 8 * 1024 * 1024
CONNECT_SECONDS = 10
# After so long without a byte from the server it is asked with a PING, and after so long again it is given up.
SILENCE_SECONDS = 15


def refuse_constant(word):
    raise ValueError(f"`{word}` is no JSON")


# Escapes of half a character, but for those that stand for a byte that is no UTF-8.
LONE_SURROGATES = re.compile("[\ud800-\udc7f\udd00-\udfff]")
# Only an id's number is ever looked at, and that is given back as it stands.
DECODER = json.JSONDecoder(parse_int=float, parse_constant=refuse_constant)


def members(line):
    """The members of a JSON object: key, value, and the value's text as it stands."""
    blanks = " \t\r\n"

    def skip(index):
        while index < len(line) and line[index] in blanks:
            index += 1
        return index

    def expect(mark, index):
        if line[index : index + 1] != mark:
            raise ValueError(f"`{mark}` expected at character {index}")
        return skip(index + 1)

    index = expect("{", skip(0))
    is_first = True
    while line[index : index + 1] != "}":
        if not is_first:
            index = expect(",", index)
        is_first = False
        if line[index : index + 1] != '"':
            raise ValueError(f"a key expected at character {index}")
        key, index = json.decoder.scanstring(line, index + 1)
        start = expect(":", skip(index))
        value, index = DECODER.raw_decode(line, start)
        yield key, value, line[start:index]
        index = skip(index)
    if skip(index + 1) != len(line):
        raise ValueError("something follows the JSON object")


def repaired(text):
    """A text with U+FFFD for what is no UTF-8, in bytes or in escapes, as the service reads it."""
    return LONE_SURROGATES.sub("\ufffd", text).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class BadLine(ValueError):
    """Why a line cannot be sent; its id as it stands in the line, if it could be read."""

    def __init__(self, text, ident):
        super().__init__(text)
        self.ident = ident


def checked(value, kind, reason):
    """A value of a request, which must not be taken for anything else than it says; null is the same as absent."""
    if value is None:
        return kind()
    if not isinstance(value, kind):
        raise ValueError(reason)
    return repaired(value) if kind is str else value


def chosen(fields, name, what, choices):
    """What the word of a field stands for, that of the first choice if there is none."""
    word = checked(fields.get(name, next(iter(choices))), str, f"`{name}` is no text")
    if word not in choices:
        raise ValueError(f"unknown {what} `{word}`, expected {' or '.join(f'`{one}`' for one in choices)}")
    return choices[word]


OPERATIONS = {"CREATE": client_pb2.OPERATION_CREATE, "UPDATE": client_pb2.OPERATION_UPDATE}
PHASES = {"admit": client_pb2.PHASE_UNSPECIFIED, "validate": client_pb2.PHASE_VALIDATE}
MEDIA = {
    "application/json": client_pb2.POD_ENCODING_JSON,
    "application/vnd.kubernetes.protobuf": client_pb2.POD_ENCODING_KUBERNETES_PROTOBUF,
}


class Requests:
    """Turns request lines into client messages."""

    def __init__(self):
        self.subjects = {}

    def encode(self, line):
        """The id of a line as it stands, and the messages for it. A bad line raises BadLine, and leaves nothing behind."""
        fields, texts = {}, {}
        try:
            for key, value, text in members(line):
                # Of several the last counts, also of `object` and `raw`.
                fields.pop(key, None), texts.pop(key, None)
                if value is not None:
                    fields[key], texts[key] = value, text
            if not isinstance(fields.get("id", ""), (str, float)):
                del texts["id"]
                raise ValueError("`id` is neither text nor number")
            item = self.item(fields, texts)
            # Last: a subject is known from here on, so its message must be sent.
            item.item.subject, subject = self.subject(checked(fields.get("user"), dict, "`user` is no object"))
            return texts.get("id", "null"), subject + delimited(item)
        except RecursionError as error:
            raise BadLine("the line is nested too deep", texts.get("id", "null")) from error
        except ValueError as error:
            raise BadLine(str(error), texts.get("id", "null")) from error

    def item(self, fields, texts):
        message = client_pb2.ClientMessage()
        item = message.item
        item.namespace = checked(fields.get("namespace"), str, "`namespace` is no text")
        item.subresource = checked(fields.get("subresource"), str, "`subresource` is no text")
        item.operation = chosen(fields, "operation", "operation", OPERATIONS)
        item.phase = chosen(fields, "phase", "phase", PHASES)
        media = chosen(fields, "media", "media type", MEDIA)
        body = next((name for name in reversed(texts) if name in ("object", "raw")), None)
        raw = base64.b64decode(checked(fields.get("raw"), str, "`raw` is no text"), validate=True)
        item.encoding = media
        if body == "raw":
            item.object = raw
        elif body == "object":
            item.object = texts["object"].encode("utf-8", "surrogateescape")
        else:
            raise ValueError("neither `object` nor `raw` is there")
        if "oldObject" in texts:
            item.old_object = texts["oldObject"].encode("utf-8", "surrogateescape")
        return message

    def subject(self, user):
        """The number of a requester, and the message that defines it if it is new."""
        groups = checked(user.get("groups"), list, "`user.groups` is no list")
        key = (
            checked(user.get("username"), str, "`user.username` is no text"),
            *(checked(group, str, "a group of the user is no text") for group in groups),
        )
        if key == ("",):
            return 0, b""
        if key in self.subjects:
            return self.subjects[key], b""
        message = client_pb2.ClientMessage()
        message.subject.id = len(self.subjects) + 1
        message.subject.username = key[0]
        message.subject.groups.extend(key[1:])
        # One that is beyond the protocol's limits would end the stream, not the item.
        if len(groups) > 1024 or message.subject.ByteSize() > 64 * 1024 or any(len(name.encode()) > 4096 for name in key):
            raise ValueError("`user` is beyond the limits: 64 KiB, 1,024 groups, 4 KiB a name")
        self.subjects[key] = message.subject.id
        return message.subject.id, delimited(message)


TYPE_NAMES = {
    server_pb2.ERROR_TYPE_INVALID: "FieldValueInvalid",
    server_pb2.ERROR_TYPE_NOT_SUPPORTED: "FieldValueNotSupported",
    server_pb2.ERROR_TYPE_FORBIDDEN: "FieldValueForbidden",
    server_pb2.ERROR_TYPE_REQUIRED: "FieldValueRequired",
    server_pb2.ERROR_TYPE_INTERNAL: "InternalError",
}


def written(ident, answer):
    """An answer line; the id is given back as it stands in the request."""
    return f'{{"id": {repaired(ident)}, {json.dumps(answer)[1:]}'


def error_line(ident, line, error):
    return written(ident, {"line": line, "error": error})


def answer_line(verdict, ident, line, wants_errors):
    def text(data):
        return data.decode("utf-8", "replace")

    if verdict.outcome in (server_pb2.OUTCOME_INVALID, server_pb2.OUTCOME_OVERLOADED):
        return error_line(ident, line, text(verdict.reason))
    answer = {
        "allowed": verdict.outcome in (server_pb2.OUTCOME_ALLOWED, server_pb2.OUTCOME_IGNORED),
        "policy": verdict.policy,
        "mutated": verdict.mutated,
    }
    if verdict.outcome == server_pb2.OUTCOME_IGNORED:
        answer["ignored"] = True
    if verdict.patch:
        answer["patch"] = json.loads(verdict.patch)
    if verdict.outcome == server_pb2.OUTCOME_DENIED:
        cut = b" (more errors were left out)]" if verdict.is_cut else b""
        answer["message"] = text(verdict.message.removesuffix(b"]") + cut if cut else verdict.message)
        if wants_errors:
            answer["errors"] = [
                {
                    "policy": policy,
                    "type": TYPE_NAMES.get(violation.type, ""),
                    "field": text(violation.field),
                    "badValue": json.loads(text(violation.bad_value) or "null"),
                    "detail": text(violation.detail),
                }
                for policy, violation in verdict.errors
            ]
    return written(ident, answer)


class Connection:
    """One HTTP/2 stream over a socket: writes and reads at the same time."""

    def __init__(self, url, ca, insecure, pin):
        import h2.config
        import h2.connection

        parts = urllib.parse.urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        self.socket = socket.create_connection((parts.hostname, port), timeout=CONNECT_SECONDS)
        if parts.scheme == "https":
            context = ssl.create_default_context(cafile=ca)
            if insecure or pin:
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
            context.set_alpn_protocols(["h2"])
            self.socket = context.wrap_socket(self.socket, server_hostname=parts.hostname)
            found = hashlib.sha256(self.socket.getpeercert(binary_form=True)).hexdigest()
            if pin and found != pin.replace(":", "").lower():
                raise ConnectionError(f"the certificate's SHA-256 is {found}, not the pinned one")
            if self.socket.selected_alpn_protocol() != "h2":
                raise ConnectionError("the server does not speak HTTP/2")
        self.socket.setblocking(False)
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
        self.h2.initiate_connection()
        self.h2.increment_flow_control_window(WINDOW_BYTES)
        self.out = bytearray()
        self.is_finished = False
        self.stream = self.h2.get_next_available_stream_id()
        self.h2.send_headers(
            self.stream,
            [
                (":method", "POST"),
                (":scheme", parts.scheme),
                (":authority", parts.netloc),
                (":path", "/v1/evaluate"),
                ("content-type", muster_batch.CONTENT_TYPE),
            ],
        )
        self.h2.increment_flow_control_window(WINDOW_BYTES, self.stream)

    def exchange(self, opening, source):
        """Sends `opening` and what `source` gives, as the flow-control windows allow; yields the response's body, and
        nothing when the source has been read.

        Whatever is ready is done: neither a slow source nor a slow server holds up the other direction.
        """
        import h2.events

        pending, status, refusal = bytearray(opening), None, bytearray()
        heard, is_asked = time.monotonic(), False
        while True:
            self.send(pending, source.is_at_end)
            self.write()
            wants_input = not source.is_at_end and len(pending) < SEND_AHEAD_BYTES
            if source in self.wait(source if wants_input else None, heard + SILENCE_SECONDS):
                pending += source.read()
                yield b""
            data = self.read()
            if data:
                heard, is_asked = time.monotonic(), False
            elif time.monotonic() >= heard + SILENCE_SECONDS:
                if is_asked:
                    raise ConnectionError("the server says nothing any more")
                self.h2.ping(b"are you?")
                heard, is_asked = time.monotonic(), True
            for event in self.h2.receive_data(data) if data else []:
                if isinstance(event, h2.events.ResponseReceived):
                    status = dict(event.headers)[":status"]
                elif isinstance(event, h2.events.DataReceived):
                    self.h2.acknowledge_received_data(event.flow_controlled_length, self.stream)
                    if status == "200":
                        yield event.data
                    else:
                        refusal += event.data
                elif isinstance(event, h2.events.StreamEnded):
                    if status != "200":
                        raise ConnectionError(f"status {status}: {refusal.decode('utf-8', 'replace')}")
                    return
                elif isinstance(event, (h2.events.StreamReset, h2.events.ConnectionTerminated)):
                    if isinstance(event, h2.events.StreamReset) or event.error_code:
                        raise ConnectionError(f"the server ended the stream: {event.error_code}")

    def send(self, pending, is_last):
        """Takes from `pending` what the windows have room for, and ends the stream behind the last of it."""
        while not self.is_finished and len(self.out) < SEND_AHEAD_BYTES:
            room = min(self.h2.local_flow_control_window(self.stream), self.h2.max_outbound_frame_size, len(pending))
            if room > 0:
                self.h2.send_data(self.stream, bytes(pending[:room]))
                del pending[:room]
            elif is_last and not pending:
                self.h2.end_stream(self.stream)
                self.is_finished = True
            else:
                break
            self.out += self.h2.data_to_send()
        self.out += self.h2.data_to_send()

    def wait(self, source, deadline):
        """Waits until something can be read or written; gives what can."""
        # Bytes that TLS has unpacked already: the socket says nothing of them.
        timeout = 0 if isinstance(self.socket, ssl.SSLSocket) and self.socket.pending() else deadline - time.monotonic()
        readable, _, _ = select.select(
            [self.socket] if source is None else [self.socket, source],
            [self.socket] if self.out else [],
            [],
            max(0, timeout),
        )
        return readable

    def write(self):
        try:
            while self.out:
                del self.out[: self.socket.send(self.out)]
        except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
            pass

    def read(self):
        try:
            data = self.socket.recv(256 * 1024)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return b""
        if not data:
            raise ConnectionError("the connection ended")
        return data


class Source:
    """Request lines from a file, pipe or terminal, as far as they are there, made into messages."""

    def __init__(self, descriptor):
        self.descriptor = descriptor
        self.requests = Requests()
        self.rest = bytearray()  # of a line whose end has not come
        self.line = 0
        self.is_at_end = False
        # What is to be answered, in the order of the lines: the id, the line's number, and why it cannot be sent.
        self.expected = collections.deque()
        self.sent = 0

    def fileno(self):
        return self.descriptor

    def read(self):
        """The messages for what can be read now; to be called when there is something, or the end."""
        data = os.read(self.descriptor, 64 * 1024)
        self.is_at_end = not data
        *lines, rest = data.split(b"\n") if data else [b"", b""]
        if lines:
            lines[0] = bytes(self.rest) + lines[0]
            self.rest.clear()
        self.rest += rest
        return b"".join(map(self.messages, lines))

    def messages(self, line):
        self.line += 1
        if not line.strip(b" \t\r\n"):
            return b""
        try:
            ident, messages = self.requests.encode(line.decode("utf-8", "surrogateescape"))
        except BadLine as error:
            self.expected.append((error.ident, self.line, str(error)))
            return b""
        self.expected.append((ident, self.line, None))
        self.sent += 1
        return messages


def evaluate(arguments):
    opening = client_pb2.ClientMessage()
    opening.open.messages = True
    opening.open.errors = arguments.errors
    opening.open.patches = arguments.patch
    opening.open.ordered = True
    opening.open.kubernetes_version = arguments.kubernetes_version
    source, answers = Source(0), Answers()
    bad = 0

    def answer_bad_lines():
        nonlocal bad
        while source.expected and source.expected[0][2] is not None:
            bad += 1
            print(error_line(*source.expected.popleft()))

    connection = Connection(arguments.server, arguments.ca, arguments.insecure, arguments.pin_sha256)
    for data in connection.exchange(delimited(opening), source):
        for verdict in answers.feed(data):
            answer_bad_lines()
            ident, number, _ = source.expected.popleft()
            bad += verdict.outcome in (server_pb2.OUTCOME_INVALID, server_pb2.OUTCOME_OVERLOADED)
            print(answer_line(verdict, ident, number, arguments.errors))
        answer_bad_lines()
        sys.stdout.flush()
    # Without the summary the answer was cut, however many verdicts came.
    answers.finish(source.sent)
    return 3 if bad else 0


def check_vectors(folder):
    """Reads and writes every vector with generated code alone."""
    import check_vectors as checks

    return checks.run(pathlib.Path(folder))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="https://127.0.0.1:8443")
    parser.add_argument("--ca", help="PEM file with the authority that vouches for the server")
    parser.add_argument("--pin-sha256", metavar="FINGERPRINT", help="trust the one certificate that `muster serve` printed")
    parser.add_argument("--insecure", action="store_true", help="do not verify the server's certificate")
    parser.add_argument("--patch", action="store_true", help="ask for patches")
    parser.add_argument("--errors", action="store_true", help="ask for the errors in parts")
    parser.add_argument("--kubernetes-version", default="")
    parser.add_argument("--check-vectors", metavar="FOLDER", help="check this client against the protocol's vectors")
    arguments = parser.parse_args()
    if arguments.check_vectors:
        sys.exit(check_vectors(arguments.check_vectors))
    if urllib.parse.urlsplit(arguments.server).scheme not in ("http", "https"):
        parser.error(f"--server {arguments.server}: expected https://HOST:PORT or http://HOST:PORT")
    try:
        sys.exit(evaluate(arguments))
    except (OSError, muster_batch.ProtocolError, muster_batch.Cut, muster_batch.Failed) as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(4)


if __name__ == "__main__":
    main()
