import Foundation
import JSONScan
import Manifests
import TestVectors
import Testing

/// YAML as go-yaml v2.4.0 writes it.
struct YAMLTextTests {
    /// Values with go-yaml's text of each: `yaml.Marshal` of what `yaml.Unmarshal` reads from the JSON.
    @Test func `values are written as go-yaml writes them`() throws {
        let file = SharedFiles.project.appendingPathComponent("Tests/Fixtures/yaml-text.ndjson")
        var failures: [String] = []
        let lines = SharedFiles.lines(of: try SharedFiles.bytes(at: file))
        #expect(lines.count > 150)
        for line in lines {
            let recorded = try JSONParser.parse(line)
            let value = try #require(recorded["value"])
            let expected = try #require(recorded["yaml"]?.string)
            let text = String(decoding: YAMLText.text(of: value), as: UTF8.self)
            if !text.utf8.elementsEqual(expected.utf8) {
                failures.append(
                    "\(String(decoding: line, as: UTF8.self)): expected \(expected.debugDescription), got "
                        + text.debugDescription
                )
            }
        }
        #expect(failures.isEmpty, "\(failures.count) differ:\n\(failures.prefix(5).joined(separator: "\n"))")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var json: String
        var yaml: String

        var testDescription: String { name }
    }

    @Test(
        arguments: [
            Case(name: "nothing", json: "{}", yaml: "{}\n"),
            Case(
                name: "items stand under their key",
                json: #"{"a":["b",{"c":1,"d":[]}]}"#,
                yaml: "a:\n- b\n- c: 1\n  d: []\n"
            ),
            Case(name: "lists in lists", json: #"[["a"],[["b"]]]"#, yaml: "- - a\n- - - b\n"),
            Case(name: "the last of a repeated key", json: #"{"a":1,"b":2,"a":3}"#, yaml: "a: 3\nb: 2\n"),
            Case(
                name: "texts that read as something else",
                json: #"["true","1","","*"]"#,
                yaml: "- \"true\"\n- \"1\"\n- \"\"\n- '*'\n"
            ),
            Case(
                name: "a long line is folded at the next space",
                json:
                    #"{"text":"privileged allows full unrestricted access to pod features, as if the controller was off."}"#,
                yaml: """
                    text: privileged allows full unrestricted access to pod features, as if the controller
                      was off.

                    """
            ),
        ]
    )
    func `layout is kubectl's`(_ one: Case) throws {
        let text = String(decoding: YAMLText.text(of: try JSONParser.parse(one.json)), as: UTF8.self)
        #expect(text == one.yaml)
    }
}
