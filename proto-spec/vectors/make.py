#!/usr/bin/env python3
"""Writes streams.json and malformed.json anew, with protoc's Python code and none of Muster's.

    python make.py        (needs the packages of ../examples/python/requirements.txt)
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "examples" / "python"))

from google.protobuf import json_format  # noqa: E402

from muster_batch import client_pb2 as c  # noqa: E402
from muster_batch import crc32c, delimited, server_pb2 as s, varint  # noqa: E402


def client(**fields):
    return c.ClientMessage(**fields)


def server(**fields):
    return s.ServerMessage(**fields)


def vector(name, about, messages, **extra):
    return {
        "name": name,
        "about": about,
        "hex": b"".join(delimited(m) for m in messages).hex(),
        "messages": [json_format.MessageToDict(m, preserving_proto_field_name=True) for m in messages],
        **extra,
    }


def summary(run_list):
    """The Summary for runs of (outcome, policy, mutated) in item order."""
    records = b"".join(bytes([o, m]) + p.to_bytes(4, "little") for o, p, m in run_list)
    outcomes = [o for o, _, _ in run_list]
    names = ["allowed", "denied", "invalid", "ignored", "overloaded"]
    counts = {name: outcomes.count(i + 1) for i, name in enumerate(names)}
    return s.Summary(items=len(run_list), mutated=sum(m for _, _, m in run_list), checksum=crc32c(records), **counts)


OPEN = client(open=c.Open())
ALICE = client(subject=c.Subject(id=1, username="alice", groups=["dev"]))
POD = b'{"metadata":{"name":"p"}}'
ITEM = client(item=c.Item(subject=1, namespace="team-a", object=POD))
WORDING = s.Wording(
    admit=b"PodSecurityPolicy: unable to admit pod: ",
    validate=b"PodSecurityPolicy: unable to validate pod: ",
    no_policies=b"PodSecurityPolicy: no providers available to validate pod request",
)
OPENED = server(opened=s.Opened(revision="5f3c", policies=["restricted"], kubernetes_version="1.24", wording=WORDING))
HOST = "spec.securityContext.hostNetwork: Invalid value: true: Host network is not allowed to be used"

EXAMPLE_CLIENT = [client(open=c.Open(messages=True, ordered=True)), ALICE, ITEM]
EXAMPLE_SERVER = [
    server(opened=s.Opened(revision="5f3c", policies=["restricted"], wording=s.Wording(admit=b"no: "))),
    server(violation=s.Violation(id=1, text=b"spec.hostPID: bad")),
    server(
        verdicts=s.Verdicts(
            outcomes=[s.OUTCOME_DENIED],
            policies=[0],
            details=[s.Detail(denial=s.Denial(name=b"p", cause=s.CAUSE_ADMIT, violations=[1]))],
        )
    ),
    server(summary=summary([(2, 0, 0)])),
]


def client_streams():
    everything = c.Item(
        subject=1, namespace="team-a", operation=c.OPERATION_UPDATE, object=b"\x00\xff", old_object=b"{}",
        subresource="status", phase=c.PHASE_VALIDATE, encoding=c.POD_ENCODING_KUBERNETES_PROTOBUF,
        pod_path=c.POD_PATH_JOB_TEMPLATE, generate_name="web-", volume_claims=["a", "", "b"],
        stored=True,
    )
    opened = c.Open(
        policy_set="next", pod_encoding=c.POD_ENCODING_KUBERNETES_PROTOBUF, kubernetes_version="1.13", messages=True,
        errors=True, patches=True, ordered=True, deadline_milliseconds=30_000, service_account_admission=True,
    )
    yield vector("worked example, request", "the request of SPEC.md", EXAMPLE_CLIENT)
    yield vector("open alone", "a batch without items; a message without content has the length 2", [OPEN])
    yield vector("every field", "each field with another value than its default", [client(open=opened), ALICE, client(item=everything)])
    again = client(subject=c.Subject(id=1, username="bob"))
    second = client(subject=c.Subject(id=2, groups=["a", "b"]))
    items = [client(item=c.Item(subject=n, object=b"{}")) for n in (0, 1, 2)]
    yield vector("subject defined anew", "subject 1 means bob from there on", [OPEN, ALICE, items[1], again, items[1], second, items[2], items[0]])
    yield vector("long item", "a length of two bytes", [OPEN, client(item=c.Item(object=b"x" * 300))])
    item = c.Item(subject=0, object=b"{}").SerializeToString()
    unknown = bytes([0xF8, 0x01, 0x05, 0x85, 0x02, 1, 2, 3, 4, 0x81, 0x02]) + bytes(8) + bytes([0x8A, 0x02, 1, 9])
    extended = b"\x1a" + varint(len(item + unknown)) + item + unknown + unknown
    stream = delimited(OPEN) + varint(len(extended)) + extended
    yield {
        "name": "unknown fields", "about": "fields 31 to 33 of every wire type, in the item and around it, are passed over",
        "hex": stream.hex(), "canonical": False,
        "messages": [{"open": {}}, {"item": {"object": "e30="}}],
    }
    item = b"\x12\x01a\x12\x01b" + bytes.fromhex("22017b22027b7d") + b"\x18\x80\x00"
    yield {
        "name": "repeated fields", "about": "the last of a field that is not repeated counts; varints may be longer than need be",
        "hex": (delimited(OPEN) + varint(len(item) + 2) + b"\x1a" + varint(len(item)) + item).hex(), "canonical": False,
        "messages": [{"open": {}}, {"item": {"namespace": "b", "object": "e30="}}],
    }
    bad = [
        c.Item(subject=2, object=b"{}"), c.Item(operation=7, object=b"{}"), c.Item(phase=9, object=b"{}"),
        c.Item(encoding=9, object=b"{}"), c.Item(pod_path=9, object=b"{}"), c.Item(object=b"{}"),
    ]
    yield vector("items that are invalid by themselves", "`invalid` lists their numbers; the stream goes on",
                 [OPEN, ALICE, *(client(item=i) for i in bad)], invalid=[0, 1, 2, 3, 4])


def server_streams():
    yield vector("worked example, response", "the response of SPEC.md", EXAMPLE_SERVER, verdicts=[
        {"item": 0, "outcome": "OUTCOME_DENIED", "policy": "", "mutated": False,
         "message": b'pods "p" is forbidden: no: [spec.hostPID: bad]'.hex()}])
    yield vector("no items", "the checksum of nothing is 0", [OPENED, server(summary=summary([]))], verdicts=[])
    records = [(1, 1, 1), (2, 0, 0), (3, 0, 0), (4, 0, 0), (5, 0, 0), (1, 1, 0), (2, 0, 0), (2, 0, 0), (2, 0, 0)]
    first = s.Verdicts(
        first_item=5, outcomes=[1, 2, 2, 2], policies=[1, 0, 0, 0],
        details=[
            s.Detail(item=1, denial=s.Denial(name=b"a\\xff", cause=s.CAUSE_ADMIT, violations=[1, 0, 1], violation_policies=[1, 1, 1],
                     inline_violations=[s.Violation(text=b"spec.x: \xff", type=s.ERROR_TYPE_FORBIDDEN, field=b"spec.x", bad_value=b'""', detail=b"\xff")])),
            s.Detail(item=2, denial=s.Denial(name=b"b", cause=s.CAUSE_VALIDATE, bootstrap_rbac_matters=True, is_cut=True)),
            s.Detail(item=3, denial=s.Denial(name=b"c", cause=s.CAUSE_NO_POLICIES)),
        ],
    )
    second = s.Verdicts(
        first_item=0, outcomes=[1, 2, 3, 4, 5], policies=[1, 0, 0, 0, 0], mutated=b"\x01",
        details=[s.Detail(item=0, patch=b"[]"), s.Detail(item=2, reason=b"not a pod"), s.Detail(item=4, reason=b"busy")],
    )
    violation = s.Violation(id=1, text=HOST.encode(), type=s.ERROR_TYPE_INVALID, field=b"spec.securityContext.hostNetwork",
                            bad_value=b"true", detail=b"Host network is not allowed to be used")
    texts = {
        6: b'pods "a\\xff" is forbidden: ' + WORDING.admit + b"[" + HOST.encode() + b" spec.x: \xff " + HOST.encode() + b"]",
        7: b'pods "b" is forbidden: ' + WORDING.validate + b"[]",
        8: b'pods "c" is forbidden: ' + WORDING.no_policies,
    }
    order = [5, 6, 7, 8, 0, 1, 2, 3, 4]
    yield vector(
        "everything, out of order", "the second run comes first; the checksum runs in the order of the items",
        [OPENED, server(violation=violation), server(verdicts=first), server(verdicts=second), server(summary=summary(records))],
        verdicts=[
            {"item": i, "outcome": s.Outcome.Name(records[i][0]), "policy": "restricted" if records[i][1] else "",
             "mutated": bool(records[i][2]), "message": texts.get(i, b"").hex()} for i in order])
    yield vector("failure", "a failure may come at any time, also first", [server(failure=s.Failure(code=s.FAILURE_CODE_MALFORMED, offset=17, reason="a varint is cut off"))])
    later = bytes.fromhex("7a0101")
    stream = delimited(OPENED) + varint(len(later)) + later + delimited(server(summary=summary([])))
    yield {"name": "message of a later version", "about": "a client passes over a ServerMessage whose member it does not know",
           "hex": stream.hex(), "canonical": False,
           "messages": [json_format.MessageToDict(m, preserving_proto_field_name=True) for m in [OPENED, server(), server(summary=summary([]))]]}


def bad_client():
    o = delimited(OPEN)
    n = len(o)

    def item(content):
        return o + varint(len(content) + 2) + b"\x1a" + varint(len(content)) + content

    yield "length of six bytes", "ffffffffff01", "MALFORMED", 0
    yield "length beyond 2^31 - 1", "8080808008", "MALFORMED", 0
    yield "empty body", "", "OUT_OF_ORDER", 0
    yield "item before open", delimited(ITEM).hex(), "OUT_OF_ORDER", 0
    yield "subject before open", delimited(ALICE).hex(), "OUT_OF_ORDER", 0
    yield "open twice", (o + o).hex(), "OUT_OF_ORDER", n
    yield "empty message", (o + b"\x00").hex(), "UNSUPPORTED", n
    yield "unknown member", (o + bytes.fromhex("037a0101")).hex(), "UNSUPPORTED", n
    yield "two members", (o + bytes.fromhex("041a001a00")).hex(), "MALFORMED", n + 3
    yield "member with a wrong wire type", (o + bytes.fromhex("021800")).hex(), "MALFORMED", n + 1
    yield "item longer than its message", (o + bytes.fromhex("021a05")).hex(), "MALFORMED", n + 2
    yield "object longer than its item", item(bytes.fromhex("2205")).hex(), "MALFORMED", n + 4
    yield "varint cut off", item(bytes.fromhex("0880")).hex(), "MALFORMED", n + 4
    yield "varint of more than 64 bits", item(bytes.fromhex("08ffffffffffffffffff02")).hex(), "MALFORMED", n + 4
    yield "field number 0", item(bytes.fromhex("0200")).hex(), "MALFORMED", n + 3
    yield "group", item(bytes.fromhex("0b0c")).hex(), "MALFORMED", n + 3
    yield "wire type 7", item(bytes.fromhex("0f")).hex(), "MALFORMED", n + 3
    yield "namespace as a number", item(bytes.fromhex("1001")).hex(), "MALFORMED", n + 3
    yield "namespace not UTF-8", item(bytes.fromhex("1202c328")).hex(), "MALFORMED", n + 5
    yield "fixed field cut off", item(bytes.fromhex("fd0101")).hex(), "MALFORMED", n + 5
    yield "open that cannot be decoded", "040a020a05", "MALFORMED", 3
    yield "subject id 0", (o + delimited(client(subject=c.Subject(username="x")))).hex(), "OUT_OF_ORDER", n
    yield "subject id left out", (o + delimited(client(subject=c.Subject(id=2)))).hex(), "OUT_OF_ORDER", n
    yield "end inside a length", (o + b"\x80").hex(), "MALFORMED", n + 1
    yield "end inside a message", (o + bytes.fromhex("051a")).hex(), "MALFORMED", n + 2
    yield "end before the content", (o + b"\x05").hex(), "MALFORMED", n + 1


def bad_server():
    o, done = delimited(OPENED), delimited(server(summary=summary([])))

    def run(**fields):
        return delimited(server(verdicts=s.Verdicts(**fields)))

    def detail(**fields):
        return run(outcomes=[2, 2], policies=[0, 0], details=[s.Detail(**fields)])

    n = len(o)
    yield "summary before opened", done, "OUT_OF_ORDER", 0
    yield "opened twice", o + o, "OUT_OF_ORDER", n
    yield "message after the summary", o + done + done, "OUT_OF_ORDER", n + len(done)
    yield "violation 2 without 1", o + delimited(server(violation=s.Violation(id=2))), "OUT_OF_ORDER", n
    yield "fewer policies than outcomes", o + run(outcomes=[1, 1], policies=[1]), "MALFORMED", None
    yield "no outcomes", o + run(first_item=3), "MALFORMED", None
    yield "outcome 0", o + run(outcomes=[0], policies=[0]), "MALFORMED", None
    yield "outcome 6", o + run(outcomes=[6], policies=[0]), "MALFORMED", None
    yield "too many mutated bits", o + run(outcomes=[1], policies=[1], mutated=b"\x00\x00"), "MALFORMED", None
    yield "detail beyond the run", o + detail(item=2, reason=b""), "MALFORMED", None
    two = run(outcomes=[3, 3], policies=[0, 0], details=[s.Detail(item=1, reason=b""), s.Detail(item=0, reason=b"")])
    yield "details out of order", o + two, "MALFORMED", None
    yield "inline violation missing", o + detail(denial=s.Denial(cause=1, violations=[0])), "MALFORMED", None
    yield "denial without a cause", o + detail(denial=s.Denial(name=b"p")), "MALFORMED", None
    yield "length of six bytes", o + bytes.fromhex("ffffffffff01"), "MALFORMED", n
    yield "no summary", o + run(outcomes=[1], policies=[1]), "cut", None
    yield "cut inside a message", o + done[:-1], "cut", None
    yield "nothing", b"", "cut", None


def write(name, value):
    (HERE / name).write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")


write("streams.json", {"client": list(client_streams()), "server": list(server_streams())})
write("malformed.json", {
    "client": [{"name": n, "hex": h, "code": code, "offset": at} for n, h, code, at in bad_client()],
    "server": [{"name": n, "hex": h.hex(), "code": code, **({} if at is None else {"offset": at})} for n, h, code, at in bad_server()],
})
