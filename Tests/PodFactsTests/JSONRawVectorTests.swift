import Foundation
import JSONScan
import PodFacts
import Testing
import TestVectors

/// The bodies of `vectors/raw` in JSON: what Kubernetes refuses is refused, and of the rest the facts are those of the
/// pod that Kubernetes made of it.
@Suite struct JSONRawVectorTests {
    struct Body: Sendable {
        var id: String
        var tag: String
        var raw: [UInt8]
        /// The pod after defaulting; nil if the body is refused.
        var defaulted: [UInt8]?
    }

    /// Read once for all tests.
    private static let allBodies = Result { try readBodies() }

    static func bodies() throws -> [Body] { try allBodies.get() }

    private static func readBodies() throws -> [Body] {
        var expected: [String: [UInt8]?] = [:]
        for line in try SharedFiles.lines("vectors/raw/raw-expected.ndjson.gz") {
            var cursor = JSONCursor()
            let span = line.span.bytes
            var id = ""
            var defaulted: [UInt8]?
            try cursor.beginObject(in: span)
            while let key = try cursor.nextKey(in: span) {
                let value = try cursor.skipValue(in: span)
                if key.equals("id", in: span) {
                    id = String(decoding: line[value].dropFirst().dropLast(), as: UTF8.self)
                }
                if key.equals("defaulted", in: span) { defaulted = Array(line[value]) }
            }
            expected[id] = .some(defaulted)
        }
        return try SharedFiles.lines("vectors/raw/raw-requests.ndjson.gz").compactMap { line in
            let request = try JSONParser.parse(line)
            guard request["media"]?.string == "application/json", let id = request["id"]?.string,
                let tag = request["tags"]?.array?.first?.string,
                let raw = Data(base64Encoded: request["raw"]?.string ?? "")
            else { return nil }
            return Body(id: id, tag: tag, raw: [UInt8](raw), defaulted: expected[id] ?? nil)
        }
    }

    @Test(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"), arguments: JSONStructure.Variant.allCases)
    func factsAreThoseOfKubernetes(_ variant: JSONStructure.Variant) throws {
        guard variant.isSupported else { return }
        var reader = JSONPodReader(variant: variant)
        try Self.check { (body, facts) throws(PodReadError) in try reader.read(body, at: .pod, into: &facts) }
    }

    @Test(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
    func theMergingReaderAgrees() throws {
        let reader = MergingJSONPodReader()
        try Self.check { (body, facts) throws(PodReadError) in try reader.read(body, at: .pod, into: &facts) }
    }

    /// What the fast walk takes it reads as the merging reader does, and it takes nearly all that is plain.
    @Test(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
    func theWalkAgreesWithTheMergingReader() throws {
        var reader = JSONPodReader()
        let merging = MergingJSONPodReader()
        var facts = PodFacts()
        var taken = 0
        var accepted = 0
        var differences: [String] = []
        for body in try Self.bodies() {
            let isTaken = reader.readFast(body.raw.span.bytes, at: .pod, into: &facts)
            let actual = describe(facts, withPresence: true)
            do throws(PodReadError) {
                try merging.read(body.raw.span.bytes, at: .pod, into: &facts)
                accepted += 1
                if isTaken { taken += 1 }
                if isTaken, describe(facts, withPresence: true) != actual { differences.append(body.id) }
            } catch {
                if isTaken { differences.append("\(body.id) (\(error))") }
            }
        }
        #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(5))")
        // Left are the repeated keys, `null` for a pod, and numbers of more than eighteen digits.
        #expect(Double(taken) > 0.9 * Double(accepted), "\(taken) of \(accepted)")
    }

    private static func check(_ read: (RawSpan, inout PodFacts) throws(PodReadError) -> Void) throws {
        var facts = PodFacts()
        var failures: [String] = []
        var count = 0
        for body in try Self.bodies() {
            count += 1
            let actual: [String]?
            let reason: String
            do throws(PodReadError) {
                try read(body.raw.span.bytes, &facts)
                // The vectors' `defaulted` is JSON that leaves out empty lists.
                actual = describe(facts).map { $0 == "groups []" ? "groups nil" : $0 }
                reason = ""
            } catch {
                actual = nil
                reason = error.description
            }
            let expected = try body.defaulted.flatMap { try FoundationPodReader.describe($0) }
            if actual == expected { continue }
            if body.tag == "outside", expected == nil { continue }
            failures.append(
                """
                \(body.id): \(String(decoding: body.raw.prefix(3000), as: UTF8.self))
                expected \(expected?.filter { !(actual ?? []).contains($0) } ?? ["refused"])
                actual \(actual?.filter { !(expected ?? []).contains($0) } ?? ["refused: \(reason)"])
                """
            )
        }
        #expect(count > 3000)
        #expect(
            failures.isEmpty,
            "\(failures.count) of \(count) differ:\n\(failures.prefix(5).joined(separator: "\n"))"
        )
    }
}
