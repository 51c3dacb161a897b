import Admission
import Foundation
import JSONScan
import Manifests
import PodFacts
import PolicyObjects
import ReferenceAdmission
import TestVectors
import Testing

/// A pair of vector files, `NAME-requests` and `NAME-expected`, with the policy sets that they name.
struct VectorFile: Sendable, CustomTestStringConvertible {
    var name: String
    var policySets: [String]
    var options = AdmissionOptions(version: .v1_20)

    var testDescription: String { name }

    static let all: [VectorFile] = [
        VectorFile(name: "create", policySets: ["policy-sets"]),
        VectorFile(name: "update", policySets: ["policy-sets"]),
        VectorFile(name: "gates", policySets: ["gates-policy-sets"], options: gatesOn),
        VectorFile(name: "upstream/create-update", policySets: ["upstream/policy-sets"]),
        VectorFile(name: "corpus/own-rbac", policySets: ["corpus/own-rbac-policy-sets"]),
        VectorFile(name: "corpus/bound-to-all", policySets: ["corpus/bound-to-all-policy-sets"]),
        VectorFile(name: "corpus/psp-cases", policySets: ["corpus/psp-cases-policy-sets"]),
    ]

    private static let gatesOn: AdmissionOptions = {
        var gates = FeatureGates(defaultsOf: .v1_20)
        gates.procMountType = true
        gates.ephemeralContainers = true
        gates.genericEphemeralVolume = true
        return AdmissionOptions(version: .v1_20, gates: gates)
    }()

    /// Compiled sets by name.
    func compiledSets(in folder: URL) throws -> [String: CompiledPolicySet] {
        var sets: [String: CompiledPolicySet] = [:]
        for file in policySets {
            for line in try VectorLines(folder.appendingPathComponent("\(file).ndjson.gz")) {
                let value = try JSONParser.parse(line)
                guard let name = value["set"]?.string, let list = value["list"] else { continue }
                var options = PolicySetLoader.Options()
                options.aggregatedRoles = .asStored
                let sources = try PolicySetLoader.sources(inList: list, named: name, options: options)
                sets[name] = CompiledPolicySet(sources, options: self.options)
            }
        }
        return sets
    }

    /// Request and answer of each case.
    func forEachCase(in folder: URL, _ body: (JSONValue, JSONValue) throws -> Void) throws {
        let requests = try VectorLines(folder.appendingPathComponent("\(name)-requests.ndjson.gz"))
        let answers = try VectorLines(folder.appendingPathComponent("\(name)-expected.ndjson.gz"))
        while let request = requests.next(), let answer = answers.next() {
            let request = try JSONParser.parse(request)
            let answer = try JSONParser.parse(answer)
            guard request["id"]?.string == answer["id"]?.string else {
                throw TestVectorError("request and answer do not belong together")
            }
            try body(request, answer)
        }
    }
}
