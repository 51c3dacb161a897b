import Foundation
import TestVectors
import Testing

/// What `muster check` makes of input that is not as it should be: nothing is admitted by mistake, nothing is lost in silence.
@Suite("check: input", .serialized)
struct CheckInputTests {
    private static let good =
        #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"good"},"spec":{"containers":[{"name":"c"}]}}"#

    private static func deployment(_ metadata: String, template: String = #"{"spec":{"containers":[{"name":"c"}]}}"#)
        -> String
    {
        #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":\#(metadata),"spec":{"template":\#(template)}}"#
    }

    private static func check(_ input: String, _ arguments: [String] = ["-o", "ndjson"]) throws -> MusterProcess.Result
    {
        try MusterProcess.run(["check", "-f", "-"] + arguments, input: Array(input.utf8))
    }

    /// JSON as it stands, in a list, and as YAML; the error of the second object in each.
    @Test(
        "an object that Kubernetes would refuse is an error, however it is written",
        arguments: [
            (#"{"name":"d","namespace":false}"#, #"{"spec":{"containers":[{"name":"c"}]}}"#, "metadata.namespace"),
            (#"{"name":5}"#, #"{"spec":{"containers":[{"name":"c"}]}}"#, "metadata.name"),
            (#"{"name":"d","labels":{"a":1}}"#, #"{"spec":{"containers":[{"name":"c"}]}}"#, "metadata.labels"),
            (
                #"{"name":"d"}"#, #"{"metadata":{"uid":5},"spec":{"containers":[{"name":"c"}]}}"#,
                "spec.template.metadata.uid"
            ),
            (
                #"{"name":"d"}"#, #"{"metadata":{"creationTimestamp":"soon"},"spec":{"containers":[{"name":"c"}]}}"#,
                "spec.template.metadata.creationTimestamp"
            ),
            (#"{"name":"d"}"#, "null", "spec.template.spec.containers"),
            (#"{"name":"d"}"#, "{}", "spec.template.spec.containers"),
            (#"{"name":"d"}"#, #"{"spec":{"containers":[]}}"#, "spec.template.spec.containers"),
        ]
    )
    func refusedObjects(_ metadata: String, _ template: String, _ field: String) throws {
        let bad = Self.deployment(metadata, template: template)
        let list = #"{"apiVersion":"v1","kind":"List","items":[\#(Self.good),\#(bad)]}"#
        for input in ["\(Self.good)\n\(bad)\n", list, "---\n\(Self.good)\n---\n\(bad)\n", "---\n\(list)\n"] {
            let result = try Self.check(input)
            #expect(result.status == 3, "\(input)\n\(result.text)\(result.errorOutput)")
            let lines = result.text.split(separator: "\n")
            #expect(lines.count == 2, "\(input)\n\(result.text)")
            #expect(lines.first?.contains(#""allowed":true"#) == true, "\(input)\n\(result.text)")
            #expect(lines.last?.contains(#""error":""#) == true, "\(input)\n\(result.text)")
            #expect(lines.last?.contains(field) == true, "\(input)\n\(result.text)")
            let text = try Self.check(input, ["-o", "text"])
            #expect(text.text.contains("1 could not be evaluated"), "\(input)\n\(text.text)")
        }
    }

    @Test(
        "a pod whose metadata Kubernetes would not decode is an error, however it is written",
        arguments: [
            #""namespace":false"#, #""name":5"#, #""uid":5"#, #""resourceVersion":7"#, #""finalizers":"x""#,
            #""labels":[]"#,
            #""generation":"1""#, #""ownerReferences":{}"#, #""creationTimestamp":0"#, #""managedFields":true"#,
            #""deletionGracePeriodSeconds":"30""#, #""generateName":{}"#, #""annotations":"a""#,
            #""deletionTimestamp":[]"#, #""creationTimestamp":"yesterday""#, #""finalizers":[1]"#,
            #""managedFields":[5]"#, #""managedFields":[{"time":"never"}]"#, #""ownerReferences":[{"uid":5}]"#,
        ]
    )
    func refusedPods(_ field: String) throws {
        let bad = #"{"apiVersion":"v1","kind":"Pod","metadata":{\#(field)},"spec":{"containers":[{"name":"c"}]}}"#
        let list = #"{"apiVersion":"v1","kind":"List","items":[\#(Self.good),\#(bad)]}"#
        for input in ["\(Self.good)\n\(bad)\n", list, "---\n\(Self.good)\n---\n\(bad)\n", "---\n\(list)\n"] {
            let result = try Self.check(input)
            #expect(result.status == 3, "\(input)\n\(result.text)\(result.errorOutput)")
            let lines = result.text.split(separator: "\n")
            #expect(lines.count == 2 && lines[0].contains(#""allowed":true"#), "\(input)\n\(result.text)")
            let name = field.dropFirst().prefix { $0 != "\"" }
            #expect(lines.last?.contains("`metadata.\(name)") == true, "\(input)\n\(result.text)")
        }
    }

    @Test("a document that cannot be read has a line in its place, is counted, and makes the status 3")
    func unreadable() throws {
        let input = """
            apiVersion: v1
            kind: Pod
            metadata: {name: first}
            spec: {containers: [{name: c}]}
            ---
            apiVersion: v1
            metadata: {name: nothing}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: last}
            spec: {containers: [{name: c}]}

            """
        let result = try Self.check(input)
        #expect(result.status == 3)
        let lines = result.text.split(separator: "\n").map(String.init)
        guard lines.count == 3 else {
            Issue.record("three lines expected:\n\(result.text)")
            return
        }
        #expect(lines[0].contains(#""name":"first""#))
        #expect(lines[1] == #"{"id":null,"file":"STDIN","document":2,"line":6,"error":"object `kind` is missing"}"#)
        #expect(lines[2].contains(#""name":"last""#))
        #expect(lines[2].hasPrefix(#"{"id":2,"#), "what cannot be read takes no number: \(lines[2])")
        let text = try Self.check(input, ["-o", "text"])
        #expect(text.status == 3)
        #expect(
            text.text.contains("2 checked: 2 admitted (0 with defaults filled in), 0 denied, 1 could not be evaluated")
        )
        #expect(text.errorOutput.contains("muster: 1 document could not be read\n"), "\(text.errorOutput)")
        // A file that breaks off takes what follows with it.
        let broken = try Self.check("\(input)---\nkind: [\n")
        #expect(broken.status == 2)
        #expect(broken.text.split(separator: "\n").count == 4, "\(broken.text)")
        let nothing = try Self.check("kind: [\n")
        #expect(nothing.status == 2)
        #expect(nothing.text.hasPrefix(#"{"id":null,"file":"STDIN","document":1,"#), "\(nothing.text)")
    }

    @Test("a misspelt kind is an error that names its place and the kind that was meant") func misspeltKinds() throws {
        let input =
            "apiVersion: v1\nkind: pod\n---\napiVersion: apps/v1\nkind: Deploymnt\n---\napiVersion: v1\nkind: Secret\n"
        let result = try Self.check(input)
        #expect(result.status == 3)
        #expect(
            result.errorOutput.contains(
                "STDIN:1: document 1: no matches for kind `pod` in version `v1`: did you mean Pod"
            )
        )
        #expect(result.errorOutput.contains("STDIN:4: document 2: no matches for kind `Deploymnt`"))
        #expect(result.errorOutput.contains("muster: skipped 1 object that bears no pods: 1 v1 Secret\n"))
        #expect(result.text.split(separator: "\n").count == 2, "\(result.text)")
    }

    @Test("a misspelt policy is an error, or by permission a warning") func misspeltPolicy() throws {
        let folder = try TemporaryFolder()
        let policies = try folder.write(
            "policies.yaml",
            "apiVersion: policy/v1beta1\nkind: PodSecuritypolicy\nmetadata: {name: p}\n"
        )
        let refused = try Self.check(Self.good, ["-p", policies])
        #expect(refused.status == 2)
        #expect(
            refused.errorOutput.contains(
                "policies.yaml:1: document 1: `kind`: unknown kind `PodSecuritypolicy`, did you"
            )
        )
        let permitted = try Self.check(Self.good, ["-p", policies, "--allow-unknown-fields"])
        #expect(permitted.status == 1, "\(permitted.errorOutput)")
        #expect(
            permitted.errorOutput.contains("did you mean `PodSecurityPolicy`?; ignored"),
            "\(permitted.errorOutput)"
        )
    }

    @Test("pipes in a folder do not hold a check up, a named one is read") func pipes() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("pod.json", Self.good)
        #expect(mkfifo(folder.url.appendingPathComponent("p.yaml").path, 0o600) == 0)
        for arguments in [["-f", "."], ["-f", "p*"]] {
            let result = try MusterProcess.run(["check"] + arguments, in: folder.url)
            #expect(result.status == 0, "\(result.errorOutput)")
            #expect(
                result.errorOutput.contains("p.yaml: passed over, as it is no regular file"),
                "\(result.errorOutput)"
            )
            #expect(result.text.hasPrefix("1 checked: 1 admitted"), "\(result.text)")
        }
        let read = try MusterProcess.run(["read", "-f", "."], in: folder.url)
        #expect(read.status == 0)
        #expect(read.errorOutput.contains("p.yaml: passed over"), "\(read.errorOutput)")
        let pipe = folder.url.appendingPathComponent("p.yaml")
        Thread.detachNewThread { try? Data(Self.good.utf8).write(to: pipe, options: []) }
        let named = try MusterProcess.run(["check", "-f", "p.yaml"], in: folder.url)
        #expect(named.status == 0, "\(named.errorOutput)")
        #expect(named.text.hasPrefix("1 checked: 1 admitted"), "\(named.text)")
    }
}
