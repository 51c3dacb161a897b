import Foundation
import JSONScan
import Manifests
import PodFacts
import Testing

/// Fleets: Lists of any size are taken apart as they come in.
struct FleetReaderTests {
    /// What a reader finds, in a short form: `Kind/namespace/name`, `skipped Kind`, `error`.
    private func found(_ text: String, chunk: Int = 1 << 20) -> [String] {
        FleetReader(file: "F", bytes: Array(text.utf8), chunkBytes: chunk).map { entry in
            switch entry {
            case .item(let item): "\(item.identity.kind)/\(item.identity.namespace)/\(item.identity.name)"
            case .skipped(.kind(_, let kind), _): "skipped \(kind)"
            case .skipped(let omission, _): "skipped \(omission)"
            case .error(let error): error.isFileError ? "file error" : "error"
            }
        }
    }

    private static let pods = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"n"},"spec":{"hostPID":true}}, {"apiVersion":
        "v1", "kind":"ConfigMap","metadata":{"name":"c"}},
        {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"d"}}
        """

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var found: [String]
    }

    static let cases = [
        Case(
            testDescription: "a List whose kind comes behind its items",
            text: #"{"apiVersion":"v1","items":["# + pods + #"],"kind":"List","metadata":{"resourceVersion":""}}"#,
            found: ["Pod/n/a", "skipped ConfigMap", "Deployment//d"]
        ),
        Case(
            testDescription: "a List whose kind comes first",
            text: #"{"kind":"List","items":["# + pods + "]}",
            found: ["Pod/n/a", "skipped ConfigMap", "Deployment//d"]
        ),
        Case(
            testDescription: "NDJSON, null and concatenated objects",
            text: pods.split(separator: "}},").joined(separator: "}}\n") + "null{\"kind\":\"X\",\"apiVersion\":\"v1\"}",
            found: ["Pod/n/a", "skipped ConfigMap", "Deployment//d", "skipped X"]
        ),
        Case(
            testDescription: "a typed list whose items have no kind",
            text: #"{"kind":"PodList","apiVersion":"v1","items":[{"metadata":{"name":"x"}},null]}"#,
            found: ["Pod//x", "Pod//"]
        ),
        Case(
            testDescription: "a typed list whose kind comes behind items without kind",
            text: #"{"items":[{"metadata":{"name":"x"}},{"spec":{}}],"kind":"PodList","apiVersion":"v1"}"#,
            found: ["Pod//x", "Pod//"]
        ),
        Case(
            testDescription: "a typed list that becomes another behind items without kind",
            text: #"{"kind":"PodList","apiVersion":"v1","items":[{"metadata":{"name":"x"}}],"kind":"ServiceList"}"#,
            found: ["Pod//x", "error"]
        ),
        Case(
            testDescription: "a typed list of another version behind items without kind",
            text:
                #"{"kind":"PodList","apiVersion":"a.example/v1","items":[{"metadata":{"name":"x"}}],"apiVersion":"v1"}"#,
            found: ["skipped Pod", "error"]
        ),
        Case(
            testDescription: "a list that becomes another behind items that tell their kind",
            text: #"{"kind":"PodList","apiVersion":"v1","items":["# + pods + #"],"kind":"ServiceList"}"#,
            found: ["Pod/n/a", "skipped ConfigMap", "Deployment//d"]
        ),
        Case(
            testDescription: "a list that says twice what it is",
            text: #"{"kind":"PodList","apiVersion":"v1","items":[{"metadata":{"name":"x"}}],"kind":"PodList"}"#,
            found: ["Pod//x"]
        ),
        Case(
            testDescription: "items of a List without kind are errors of their own",
            text: #"{"kind":"List","apiVersion":"v1","items":[{"metadata":{}},{"kind":"Pod","apiVersion":"v1"}]}"#,
            found: ["error", "Pod//"]
        ),
        Case(
            testDescription: "a document without kind is an error",
            text: #"{"apiVersion":"v1"}{"kind":"Pod","apiVersion":"v1"}"#,
            found: ["error", "Pod//"]
        ),
        Case(
            testDescription: "a list without kind is an error at its end",
            text: #"{"apiVersion":"v1","items":[{"kind":"Pod","apiVersion":"v1"}]}"#,
            found: ["Pod//", "error"]
        ),
        Case(
            testDescription: "a list in a list is an error",
            text: #"{"kind":"List","items":[{"kind":"List","apiVersion":"v1","items":[]}]}"#,
            found: ["error"]
        ),
        Case(
            testDescription: "a number in a list is an error",
            text: #"{"kind":"List","items":[1,{"kind":"Pod","apiVersion":"v1"}]}"#,
            found: ["error", "Pod//"]
        ),
        Case(
            testDescription: "a Pod with a stray null for items vanishes as it does for kubectl",
            text: #"{"kind":"Pod","apiVersion":"v1","items":null}{"kind":"Pod","apiVersion":"v1"}"#,
            found: ["Pod//"]
        ),
        Case(
            testDescription: "what follows a syntax error is not read",
            text:
                #"{"kind":"List","items":[{"kind":"Pod","apiVersion":"v1"},{"a" 1}]}{"kind":"Pod","apiVersion":"v1"}"#,
            found: ["Pod//", "file error"]
        ),
        Case(
            testDescription: "a cut list",
            text: #"{"kind":"List","items":[{"kind":"Pod","apiVersion":"v1"},{"#,
            found: ["Pod//", "file error"]
        ),
        Case(
            testDescription: "an escaped key items",
            text: #"{"kind":"List","item\u0073":[{"kind":"Pod","apiVersion":"v1"},{"kind":"Pod","apiVersion":"v1"}]}"#,
            found: ["Pod//", "Pod//"]
        ),
        Case(
            testDescription: "Items in another case",
            text: #"{"kind":"List","Items":[{"kind":"Pod","apiVersion":"v1"}]}"#,
            found: ["Pod//"]
        ),
        Case(
            testDescription: "an old version of a kind",
            text: #"{"kind":"DaemonSet","apiVersion":"apps/v1beta1"}{"kind":"DaemonSet","apiVersion":"apps/v1beta2"}"#,
            found: ["error", "DaemonSet//"]
        ),
        Case(
            testDescription: "a number at the end of the file, behind a list",
            text: #"{"kind":"List","apiVersion":"v1","items":[{"kind":"Pod","apiVersion":"v1"}]}3"#,
            found: ["Pod//", "error"]
        ),
        Case(
            testDescription: "wrong metadata of a kind without pods",
            text:
                #"{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":5}}{"kind":"ConfigMap","apiVersion":"v1"}"#,
            found: ["error", "skipped ConfigMap"]
        ),
        Case(testDescription: "nothing in a list", text: #"{"kind":"List","items":[]}"#, found: []),
        Case(
            testDescription: "YAML",
            text: "kind: List\napiVersion: v1\nitems:\n- {kind: Pod, apiVersion: v1}\n---\nx\n",
            found: ["Pod//", "error"]
        ),
    ]

    @Test("Fleets are taken apart, whatever the size of the chunks", arguments: cases)
    func fleetsAreTakenApart(_ fleet: Case) {
        for chunk in [1 << 20, 64, 7, 1] {
            #expect(found(fleet.text, chunk: chunk) == fleet.found, "chunks of \(chunk)")
        }
    }

    @Test(
        "Objects that kubectl would write anew are written anew",
        arguments: [
            (#"{"a":1500.0}"#, #"{"a":1500}"#), (#"{"a":1e3}"#, #"{"a":1000}"#), (#"{"a":-0}"#, #"{"a":0}"#),
            (#"{"a":{"b":1},"a":{"c":2}}"#, #"{"a":{"c":2}}"#),
            (#"{"\u0061":1,"a":{"c":[1,{"d":1,"d":2}]}}"#, #"{"a":{"c":[1,{"d":2}]}}"#),
            (#"{"a":9223372036854775808}"#, #"{"a":9223372036854776000}"#),
            (#"{"a":"\ud800x"}"#, "{\"a\":\"\u{FFFD}x\"}"),
        ]
    )
    func objectsAreWrittenAnew(_ spec: String, _ expected: String) throws {
        for text in [
            #"{"apiVersion":"v1","kind":"Pod","spec":"# + spec + "}",
            #"{"items":[{"apiVersion":"v1","kind":"Pod","spec":"# + spec + #"}],"kind":"List"}"#,
        ] {
            var entries = FleetReader(file: "F", bytes: Array(text.utf8))
            guard case .item(let item) = entries.next() else {
                Issue.record("no item in \(text)")
                continue
            }
            let found = try #require(try JSONParser.parse(item.json)["spec"])
            #expect(JSONComparison.isSame(found, try JSONParser.parse(expected)), "\(found)")
        }
    }

    @Test(
        "What kubectl drops without a word is told",
        arguments: [
            ("kind: A\napiVersion: v1\n--- # next\nkind: B\napiVersion: v1\n", ["F:4: document 1: kubectl reads one"]),
            ("kind: A\n...\n# only a comment\n---\nkind: B\n", []),
            ("{kind: A}\n", []), ("kind: A\n---\n--- # x\nkind: B\n", []),
            ("---\n--- # x\nkind: B\n", ["F:3: document 1: kubectl reads one"]),
            ("---\n{\"kind\":\"A\"}\n{\"kind\":\"B\"}", ["F:3: document 1: kubectl reads one"]),
            ("kind: Pod\nitems: null\n", ["F:1: document 1: a Pod with `items` is a list"]),
            ("kind: List\nitems: []\n", []),
        ]
    )
    func droppedIsTold(_ text: String, _ expected: [String]) {
        var reader = ManifestReader(file: "F", bytes: Array(text.utf8))
        while reader.next() != nil {}
        let notices = reader.takeNotices().map(\.description)
        #expect(notices.count == expected.count && zip(notices, expected).allSatisfy { $0.hasPrefix($1) }, "\(notices)")
        var fleet = FleetReader(file: "F", bytes: Array(text.utf8))
        while fleet.next() != nil {}
        #expect(fleet.takeNotices().map(\.description) == notices)
    }

    @Test("Items say where they stand")
    func itemsSayWhereTheyStand() {
        let text =
            "{\"kind\":\"List\",\n\"items\":[\n{\"kind\":\"Pod\",\"apiVersion\":\"v1\"},\n{\"kind\":\"Pod\",\n\"apiVersion\":\"v1\"}\n]}\n"
            + "{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}"
        let places = FleetReader(file: "F", bytes: Array(text.utf8), chunkBytes: 5).map { entry in
            guard case .item(let item) = entry else { return "?" }
            return "\(item.place.document) \(item.place.item ?? 0) \(item.place.line)"
        }
        #expect(places == ["1 1 3", "1 2 4", "2 0 7"])
    }

    @Test("A StatefulSet brings its claims and the names of its pods")
    func statefulSetBringsItsClaims() {
        let text = """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec: {volumeClaimTemplates: [{metadata: {name: data}}, {metadata: {name: log}}]}
            """
        var reader = FleetReader(file: "F", bytes: Array(text.utf8))
        guard case .item(let item) = reader.next() else {
            Issue.record("no item")
            return
        }
        #expect(item.volumeClaims.map { String(decoding: $0, as: UTF8.self) } == ["data", "log"])
        #expect(String(decoding: item.generateName, as: UTF8.self) == "db-")
        #expect(item.podPath == .specTemplate)
    }

    @Test("Items that waited for a list that failed are no other list's")
    func itemsOfFailedListsAreLost() throws {
        // What cannot be opened again cannot be looked through for the list's kind.
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("fleet-\(UUID().uuidString)").path
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        let text =
            #"{"items":[{"metadata":{"name":"x"}}],"kind":"ServiceList","apiVersion":"v1","a":1e400}"#
            + #"{"items":[{"metadata":{"name":"y"}}],"kind":"PodList","apiVersion":"v1"}"#
        Thread.detachNewThread {
            guard let file = FileHandle(forWritingAtPath: path) else { return }
            file.write(Data(text.utf8))
            try? file.close()
        }
        let found = FleetReader(try ManifestFiles([path])).map { entry in
            switch entry {
            case .item(let item): item.identity.name
            case .skipped: "skipped"
            case .error(let error): error.isFileError ? "file error" : "error"
            }
        }
        #expect(found == ["error", "y"])
    }
}
