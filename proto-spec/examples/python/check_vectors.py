"""Checks generated code and `muster_batch` against the protocol's vectors."""
import json

from google.protobuf import json_format

from muster_batch import Answers, Cut, Failed, Frames, ProtocolError, client_pb2, delimited, server_pb2

KINDS = {"client": client_pb2.ClientMessage, "server": server_pb2.ServerMessage}


def run(folder):
    failures = 0
    streams = json.loads((folder / "streams.json").read_text())
    malformed = json.loads((folder / "malformed.json").read_text())
    count = 0
    for side, kind in KINDS.items():
        for vector in streams[side]:
            count += 1
            failures += report(vector["name"], check_stream(side, kind, vector))
    for vector in malformed["server"]:
        count += 1
        failures += report(vector["name"], check_malformed(vector))
    print(f"{count - failures} of {count} vectors passed")
    return 1 if failures else 0


def report(name, problem):
    if problem:
        print(f"{name}: {problem}")
    return 1 if problem else 0


def check_stream(side, kind, vector):
    data = bytes.fromhex(vector["hex"])
    expected = [json_format.ParseDict(message, kind()) for message in vector["messages"]]
    for step in (1, 7, len(data) or 1):
        frames, read = Frames(), []
        for start in range(0, len(data), step):
            read += [kind.FromString(content) for content in frames.feed(data[start : start + step])]
        if [without_unknown(m) for m in read] != expected:
            return f"read in steps of {step}, it means something else: {read}"
    if vector.get("canonical", True):
        written = b"".join(delimited(message) for message in expected)
        if written != data:
            return f"written as {written.hex()}"
    if side == "server" and "verdicts" in vector:
        answers, lines = Answers(), []
        for verdict in answers.feed(data):
            lines.append(
                {
                    "item": verdict.item,
                    "outcome": server_pb2.Outcome.Name(verdict.outcome),
                    "policy": verdict.policy,
                    "mutated": verdict.mutated,
                    "message": verdict.message.hex(),
                }
            )
        answers.finish()
        if lines != vector["verdicts"]:
            return f"the verdicts are {lines}"
    return None


def without_unknown(message):
    message.DiscardUnknownFields()
    return message


def check_malformed(vector):
    answers = Answers()
    try:
        for _ in answers.feed(bytes.fromhex(vector["hex"])):
            pass
        answers.finish()
    except Cut:
        return None if vector["code"] == "cut" else "taken for cut"
    except Failed:
        return "taken for a failure"
    except ProtocolError:
        return None if vector["code"] != "cut" else "taken for malformed"
    return "taken for valid"
