"""The Muster batch protocol in Python: framing, one batch from the client's side, the checksum. No I/O.

SPEC.md (two folders up) is normative; this is a second implementation of it, made from the .proto files.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "muster_pb"))

from google.protobuf.message import DecodeError  # noqa: E402

from muster.v1 import client_pb2, server_pb2  # noqa: E402

LENGTH_MAX = 2**31 - 1
MESSAGE_BYTES_MAX = 64 * 1024 * 1024
CONTENT_TYPE = "application/vnd.muster.v1+protobuf"


class ProtocolError(Exception):
    """What the server sent contradicts the protocol."""


class Cut(Exception):
    """The response ended before its Summary."""


class Failed(Exception):
    """The server ended the batch with a Failure."""

    def __init__(self, failure):
        super().__init__(f"{server_pb2.FailureCode.Name(failure.code)} at byte {failure.offset}: {failure.reason}")
        self.failure = failure


def varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def delimited(message):
    """A message with its length."""
    content = message.SerializeToString()
    return varint(len(content)) + content


class Frames:
    """Finds the messages in bytes that come in any cut."""

    def __init__(self):
        self.buffer = bytearray()

    def feed(self, data):
        self.buffer += data
        while True:
            length = shift = 0
            for position, byte in enumerate(self.buffer[:5]):
                length |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80:
                    break
            else:
                if len(self.buffer) >= 5:
                    raise ProtocolError("the length of a message takes more than 5 bytes")
                return
            if length > min(LENGTH_MAX, MESSAGE_BYTES_MAX):
                raise ProtocolError(f"a message of {length} bytes")
            end = position + 1 + length
            if len(self.buffer) < end:
                return
            content = bytes(self.buffer[position + 1 : end])
            del self.buffer[:end]
            yield content


CRC_TABLE = []
for index in range(256):
    for _ in range(8):
        index = index >> 1 ^ 0x82F63B78 if index & 1 else index >> 1
    CRC_TABLE.append(index)


def crc32c(data, crc=0):
    crc ^= 0xFFFFFFFF
    for byte in data:
        crc = CRC_TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


class Verdict:
    """The answer to one item."""

    def __init__(self, item, outcome):
        self.item = item
        self.outcome = outcome  # a server_pb2.Outcome
        self.policy = ""
        self.mutated = False
        self.patch = b""
        self.message = b""
        self.errors = []  # (policy, Violation)
        self.is_cut = False  # errors are missing behind those of the message
        self.reason = b""


class Answers:
    """Reads a response: bytes in, verdicts out. `finish` says whether it was complete."""

    NAMES = ["allowed", "denied", "invalid", "ignored", "overloaded"]

    def __init__(self):
        self.frames = Frames()
        self.opened = None
        self.violations = []
        self.summary = None
        self.records = {}  # item number to checksum record, until the items before it have theirs
        self.next_item = 0
        self.crc = 0
        self.counts = [0] * 6
        self.mutated = 0

    def feed(self, data):
        for content in self.frames.feed(data):
            try:
                message = server_pb2.ServerMessage.FromString(content)
            except DecodeError as error:
                raise ProtocolError(str(error)) from error
            yield from self.take(message)

    def take(self, message):
        kind = message.WhichOneof("message")
        if self.summary is not None:
            raise ProtocolError("a message after the summary")
        if kind == "failure":
            raise Failed(message.failure)
        if kind is None:
            return  # a message of a later version
        if (kind == "opened") != (self.opened is None):
            raise ProtocolError("`Opened` must come first, and once")
        if kind == "opened":
            self.opened = message.opened
        elif kind == "violation":
            if message.violation.id != len(self.violations) + 1:
                raise ProtocolError("violations are not numbered in order")
            self.violations.append(message.violation)
        elif kind == "verdicts":
            yield from self.verdicts(message.verdicts)
        elif kind == "summary":
            self.check(message.summary)
            self.summary = message.summary

    def verdicts(self, run):
        count = len(run.outcomes)
        if count == 0 or len(run.policies) != count or len(run.mutated) not in (0, (count + 7) // 8):
            raise ProtocolError("the fields of a run contradict each other")
        details = {}
        for detail in run.details:
            if detail.item >= count or (details and detail.item <= max(details)):
                raise ProtocolError("details out of order")
            details[detail.item] = detail
        for place, outcome in enumerate(run.outcomes):
            if not 1 <= outcome <= 5:
                raise ProtocolError(f"unknown outcome {outcome}")
            verdict = Verdict(run.first_item + place, outcome)
            number = run.policies[place]
            verdict.policy = self.policy(number)
            verdict.mutated = bool(run.mutated and run.mutated[place // 8] >> place % 8 & 1)
            if place in details:
                self.detail(details[place], verdict)
            self.record(verdict, number)
            yield verdict

    def policy(self, number):
        if number > len(self.opened.policies):
            raise ProtocolError(f"policy number {number} of {len(self.opened.policies)}")
        return self.opened.policies[number - 1] if number else ""

    def detail(self, detail, verdict):
        verdict.patch = detail.patch
        verdict.reason = detail.reason
        if verdict.outcome == server_pb2.OUTCOME_DENIED:
            verdict.message = detail.reason
        if detail.WhichOneof("detail") != "denial":
            return
        denial = detail.denial
        inline = iter(denial.inline_violations)
        violations = []
        for number in denial.violations:
            if number > len(self.violations):
                raise ProtocolError(f"violation {number} has not been defined")
            violation = self.violations[number - 1] if number else next(inline, None)
            if violation is None:
                raise ProtocolError("an inline violation is missing")
            violations.append(violation)
        wording = self.opened.wording
        if denial.cause == server_pb2.CAUSE_NO_POLICIES:
            cause = wording.no_policies
        else:
            opening = {server_pb2.CAUSE_ADMIT: wording.admit, server_pb2.CAUSE_VALIDATE: wording.validate}
            if denial.cause not in opening:
                raise ProtocolError(f"unknown cause {denial.cause}")
            cause = opening[denial.cause] + b"[" + b" ".join(v.text for v in violations) + b"]"
        verdict.is_cut = denial.is_cut
        verdict.message = b'pods "' + denial.name + b'" is forbidden: ' + cause
        verdict.errors = [(self.policy(n), v) for n, v in zip(denial.violation_policies, violations)]

    def record(self, verdict, number):
        if verdict.item < self.next_item or verdict.item in self.records:
            raise ProtocolError(f"item {verdict.item} has two verdicts")
        self.records[verdict.item] = bytes([verdict.outcome, verdict.mutated]) + number.to_bytes(4, "little")
        self.counts[verdict.outcome] += 1
        self.mutated += verdict.mutated
        while self.next_item in self.records:
            self.crc = crc32c(self.records.pop(self.next_item), self.crc)
            self.next_item += 1

    def check(self, summary):
        counted = [self.next_item, *self.counts[1:], self.mutated, self.crc]
        said = [summary.items, *(getattr(summary, name) for name in self.NAMES), summary.mutated, summary.checksum]
        if self.records or counted != said:
            raise ProtocolError("the summary contradicts the verdicts")

    def finish(self, items=None):
        """To be called at the end of the response."""
        if self.summary is None:
            raise Cut("the response ended before its summary")
        if items is not None and self.summary.items != items:
            raise ProtocolError(f"{items} items were sent, {self.summary.items} were answered")
