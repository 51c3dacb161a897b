import Foundation
import JSONScan
import Manifests
import TestVectors
import Testing

/// Large YAML lists are taken apart while they come in: they say what they would say if they were held whole.
struct LargeYAMLTests {
    private static func entries(_ text: [UInt8], wholeBytesMax: Int, chunk: Int = 1 << 20) -> [String] {
        FleetReader(file: "F", bytes: text, chunkBytes: chunk, wholeBytesMax: wholeBytesMax).map { entry in
            switch entry {
            case .item(let item):
                "\(item.place.line) \(item.place.item ?? 0) \(String(decoding: item.json, as: UTF8.self))"
            case .skipped(let omission, let place): "\(place.line) \(place.item ?? 0) skipped \(omission)"
            case .error(let error): error.isFileError ? "file error: \(error.text)" : "error \(error.item ?? 0)"
            }
        }
    }

    private static func items(_ text: String, _ limit: Int, chunk: Int = 1 << 20) -> [String] {
        entries(Array(text.utf8), wholeBytesMax: limit, chunk: chunk)
    }

    @Test("Every file that kubectl reads says the same taken apart as held whole")
    func vectorsAreTakenApart() throws {
        let url = SharedFiles.project.appendingPathComponent("Tests/Fixtures/vectors/yaml/files-requests.ndjson.gz")
        var failures: [String] = []
        var compared = 0
        for line in SharedFiles.lines(of: try SharedFiles.bytes(at: url)) {
            let request = try JSONParser.parse(line)
            let raw = [UInt8](try #require(Data(base64Encoded: request["raw"]?.string ?? "?")))
            let whole = Self.entries(raw, wholeBytesMax: .max)
            let apart = Self.entries(raw, wholeBytesMax: 0, chunk: raw.count < 4_096 ? 7 : 1 << 20)
            compared += 1
            if whole == apart { continue }
            // An error in a list loses it whole, but what was taken out of it before is judged.
            let isError = whole.contains { $0.hasPrefix("error") || $0.hasPrefix("file error") }
            let isAlsoError = apart.contains { $0.hasPrefix("error") || $0.hasPrefix("file error") }
            if isError, isAlsoError { continue }
            // Of `Items` and `items` kubectl takes the last.
            if isAlsoError, request["id"]?.string == "list-031" { continue }
            failures.append("\(request["id"]?.string ?? "?"):\nwhole \(whole)\napart \(apart)")
        }
        #expect(compared == 929)
        #expect(failures.isEmpty, "\(failures.count) failures:\n\(failures.prefix(5).joined(separator: "\n\n"))")
    }

    @Test(
        "Lists are taken apart whatever they hold",
        arguments: [
            // Anchors of one item in another, merge keys, quoted and block scalars that look like items, comments.
            """
            apiVersion: v1
            items:
            - &a {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: &s {hostPID: true}}
            - apiVersion: v1
              kind: Pod
              metadata: {name: "b
              - c"}
              spec:
                <<: *s
                hostIPC: yes
            # - not an item
            - apiVersion: v1
              kind: Pod
              metadata:
                name: d
                annotations:
                  text: |
                    - one
                    - two
                  1: &o one
                  uno: *o
            - *a
            kind: List
            """,
            // Items without a kind, the list's before and behind them.
            "apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n- null\n",
            "apiVersion: v1\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n-\nkind: PodList\n",
            "apiVersion: v1\nitems:\n- metadata: {name: long}\n- spec: {a: \"\"}\nkind: PodList\n",
            "items: [{kind: Pod, apiVersion: v1}, {kind: Pod, apiVersion: v1, spec: {a: !!str 1}}]\nkind: List\napiVersion: v1\n",
            "Items:\n- {kind: Pod, apiVersion: v1}\nkind: List\napiVersion: v1\n",
            // Two documents, the second one dropped in silence; text behind it.
            "kind: List\napiVersion: v1\nitems:\n- {kind: Pod, apiVersion: v1}\n--- # x\nkind: Pod\n---\nkind: Pod\napiVersion: v1\n",
            "kind: Pod\napiVersion: v1\n---\n---\nnull\n---\n# nothing\n---\nkind: Pod\napiVersion: v1\nspec: {x: ü😀, y: \"\\u00e9\"}\n",
            "\u{FEFF}kind: Pod\napiVersion: v1\nmetadata: {name: x\u{FEFF}y}\nspec: {\u{E000}: \u{FEFF}, ä: !x ö}\n",
            "kind: Pod\r\napiVersion: v1\r\nspec:\r\n  a: |\r\n    b\r\n---\r\nkind: Pod\r\napiVersion: v1",
            "kind: Pod\napiVersion: v1\nitems: null\n---\nkind: List\napiVersion: v1\nitems: []\n",
        ]
    )
    func listsAreTakenApart(_ text: String) {
        let whole = Self.items(text, .max)
        #expect(!whole.contains { $0.contains("error") }, "\(whole)")
        for chunk in [1 << 20, 64, 7, 1] {
            #expect(Self.items(text, 0, chunk: chunk) == whole, "chunks of \(chunk)")
        }
    }

    private static let pod = "{kind: Pod, apiVersion: v1}"

    @Test(
        "Errors in a list cost no item before them",
        arguments: [
            ("kind: List\napiVersion: v1\nitems:\n- \(pod)\n- 7\n- \(pod)\n", [0, 2, 0], 3),
            ("kind: List\napiVersion: v1\nitems:\n- \(pod)\n- {items: [a], kind: List, apiVersion: v1}\n", [0, 2], 2),
            ("apiVersion: v1\nitems:\n- \(pod)\n", [0, -1], 2),
            ("kind: List\napiVersion: v1\nitems:\n- \(pod)\nitems:\n- \(pod)\n", [0, -1], 2),
            ("kind: PodList\napiVersion: v1\nitems:\n- {}\nkind: ServiceList\n", [0, -1], 2),
            ("kind: PodList\napiVersion: v1\nitems:\n- \(pod)\nkind: ServiceList\n", [0], 1),
            ("kind: List\napiVersion: v1\nmetadata: 7\nitems:\n- \(pod)\n", [0, -1], 2),
            ("kind: List\napiVersion: v1\nitems:\n- \(pod)\n- [\n", [0, -2], 2),
            ("kind: List\napiVersion: v1\nitems:\n- \(pod)\n- {a: *b}\n- \(pod)\n", [0, -2], 2),
            ("kind: List\napiVersion: v1\nitems: {}\n", [-1], 1),
        ] as [(String, [Int], Int)]
    )
    func errorsCostNoItemBefore(_ text: String, _ expected: [Int], _ count: Int) {
        let found = FleetReader(file: "F", bytes: Array(text.utf8), wholeBytesMax: 0).map { entry -> Int in
            switch entry {
            case .item, .skipped: 0
            case .error(let error): error.isFileError ? -2 : error.item ?? -1
            }
        }
        #expect(found == expected)
        #expect(found.count == count)
    }

    @Test("What is wrong with a list is told at the line where it begins", arguments: [0, .max])
    func listsAreFoundBehindComments(_ limit: Int) {
        let text = "# A fleet.\n\napiVersion: v1\nitems:\n- \(Self.pod)\n"
        let lines = FleetReader(file: "F", bytes: Array(text.utf8), wholeBytesMax: limit).compactMap { entry -> Int? in
            if case .error(let error) = entry { error.line } else { nil }
        }
        #expect(lines == [3])
    }

    @Test("A list that fails costs the file nothing else, and its items are no other list's")
    func failedListsCostNothingElse() {
        // Keys that are one text and two types.
        let list = "items:\n- {metadata: {name: a}}\n1: b\n'1': c\nkind: PodList\napiVersion: v1\n"
        let rest = "---\nitems:\n- {metadata: {name: b}}\nkind: PodList\napiVersion: v1\n---\n\(Self.pod)\n"
        for chunk in [1 << 20, 64, 7, 1] {
            let found = Self.items(list + rest, 0, chunk: chunk)
            #expect(found.count == 3 && found.first == "error 0", "\(found)")
            #expect(found.dropFirst().allSatisfy { $0.contains("Pod") && !$0.contains(#""a""#) }, "\(found)")
        }
    }

    /// A list of so many pods, one of them with odd text.
    private static func list(_ count: Int) -> [UInt8] {
        var text = "apiVersion: v1\nitems:\n"
        for number in 0..<count {
            text += """
                - apiVersion: v1
                  kind: Pod
                  metadata:
                    labels: {app: app-\(number % 7), size: "\(number)"}
                    name: pod-\(number)
                    namespace: ns-\(number % 3)
                  spec:
                    containers:
                    - args: [--port=\(number), "a\\tb", 'it''s']
                      image: registry.example.com/app:1.\(number)
                      name: c
                      securityContext: {runAsUser: \(number), privileged: \(number % 2 == 0 ? "yes" : "off")}

                """
        }
        return Array((text + "kind: List\nmetadata: {resourceVersion: \"\"}\n").utf8)
    }

    @Test("A list above the limit gives what a list below it gives")
    func largeListGivesItsItems() {
        let text = Self.list(6_000)
        #expect(text.count > 1 << 20)
        let whole = Self.entries(text, wholeBytesMax: .max)
        let apart = FleetReader(file: "F", bytes: text, chunkBytes: 64 << 10)
        var count = 0
        for (entry, expected) in zip(apart, whole) {
            guard case .item(let item) = entry else {
                Issue.record("no item")
                return
            }
            let found = "\(item.place.line) \(item.place.item ?? 0) \(String(decoding: item.json, as: UTF8.self))"
            #expect(found == expected)
            count += 1
        }
        #expect(count == 6_000)
    }

    /// Named, for a failing test prints its argument, and these have 60 MB.
    enum HugeItem: CaseIterable {
        case literal, sequence, plain, comments

        var text: String {
            switch self {
            case .literal:
                "- a: |\n" + String(repeating: "    " + String(repeating: "x", count: 1_000) + "\n", count: 68_000)
            case .sequence:
                "- a: [" + String(repeating: "xxxxxxxxxxxxxxxxxxxxxxxxxxx,\n", count: 2_000_000) + "]\n"
            case .plain: "- a: " + String(repeating: "y", count: 68_000_000) + "\n"
            case .comments: String(repeating: "# " + String(repeating: "x", count: 1_000) + "\n", count: 68_000)
            }
        }
    }

    @Test("What cannot be let go is an error before it fills the memory", arguments: HugeItem.allCases)
    func hugeItemsAreErrors(_ item: HugeItem) {
        let text = "kind: List\napiVersion: v1\nitems:\n- {kind: Pod, apiVersion: v1}\n" + item.text
        let found = Self.items(text, 1 << 20)
        // libyaml looks behind an item before it says that it has ended.
        #expect((1...2).contains(found.count), "\(found.map { $0.prefix(200) })")
        let last = found.last ?? ""
        #expect(last.hasPrefix("file error: "), "\(last.prefix(200))")
        #expect(last.contains("larger than") || last.contains("longer than"), "\(last.prefix(200))")
    }
}
