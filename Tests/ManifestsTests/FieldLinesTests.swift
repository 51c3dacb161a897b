import Foundation
import Manifests
import Testing

/// The line of each field of an object, whatever the file's form.
struct FieldLinesTests {
    private static func lines(_ text: String) throws -> FieldLines {
        var reader = ManifestReader(file: "f", bytes: Array(text.utf8), keepsFieldLines: true)
        guard case .document(let document)? = reader.next() else { throw Missing() }
        return try #require(document.fields)
    }

    private struct Missing: Error {}

    private static let yaml = """
        # a comment
        apiVersion: v1
        kind: P
        metadata:
          annotations:
            example.com/a.b[c]: x
            "quoted key": z
        spec:
          list:
          - one
          - key: two
            other: three
          flow: {a: 1,
            b: [4,
              5]}
          block: |
            text
          after: 1

        """

    @Test(
        arguments: [
            ("apiVersion", 2), ("metadata", 4), ("metadata.annotations[quoted key]", 7), ("spec.list", 9),
            ("spec.list[0]", 10), ("spec.list[1]", 11), ("spec.list[1].other", 12), ("spec.flow.a", 13),
            ("spec.flow.b", 14), ("spec.flow.b[1]", 15), ("spec.block", 16), ("spec.after", 18),
            // What is not there has the line of what is nearest.
            ("spec.list[7]", 9), ("spec.list[1].none.deeper", 11), ("spec.none", 8), ("none", 2), ("", 2),
            ("spec.list[x]", 9), ("spec.list[-1]", 9),
        ]
    )
    func `a field of YAML has the line of its key, an element that of its own`(path: String, line: Int) throws {
        #expect(try Self.lines(Self.yaml).line(of: path) == line)
    }

    @Test func `JSON, and the items of a list, have their lines too`() throws {
        let text =
            "{\"apiVersion\":\"v1\",\n\"kind\":\"List\",\"items\":[\n{\"apiVersion\":\"v1\",\"kind\":\"A\",\n\"spec\":{\n\"a\":1}},\n"
            + "{\"apiVersion\":\"v1\",\"kind\":\"B\",\n\"spec\":{\n\"a\":1}}]}"
        var reader = ManifestReader(file: "f", bytes: Array(text.utf8), keepsFieldLines: true)
        var found: [Int] = []
        while case .document(let document)? = reader.next() {
            found.append(try #require(document.fields).line(of: "spec.a"))
        }
        #expect(found == [5, 8])
    }

    @Test func `what an alias or a merge key brings in stands where its anchor does`() throws {
        let text = "apiVersion: v1\nkind: P\nbase: &b\n  a: 1\n  b: 2\nspec:\n  <<: *b\n  b: 3\nother: *b\n"
        let lines = try Self.lines(text)
        #expect(["spec.a", "spec.b", "other.a"].map(lines.line(of:)) == [4, 8, 4])
    }

    @Test func `of a repeated key the last has its line`() throws {
        #expect(try Self.lines("apiVersion: v1\nkind: P\na: 1\na: 2\n").line(of: "a") == 4)
    }

    @Test func `without being asked a reader keeps no lines`() {
        var reader = ManifestReader(file: "f", bytes: Array(Self.yaml.utf8))
        guard case .document(let document)? = reader.next() else {
            Issue.record("no document")
            return
        }
        #expect(document.fields == nil)
    }

    @Test func `a policy that cannot be loaded says the line of the field`() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("lines-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        let text =
            "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: a}\nspec:\n  hostPorts:\n  - min: x\n"
        try Data(text.utf8).write(to: file)
        let error = #expect(throws: PolicySetError.self) { try PolicySetLoader.load([file.path]) }
        #expect(
            error?.description.hasPrefix("\(file.path):6: document 1: PodSecurityPolicy `a`: ") == true,
            "\(String(describing: error))"
        )
    }
}
