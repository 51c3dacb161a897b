import PodFacts
import Testing

/// The JSON readers against each other and against Foundation's, on random pods and on damaged ones.
@Suite struct JSONPodPropertyTests {
    @Test func randomPodsAreReadAsFoundationReadsThem() throws {
        var writer = RandomPodWriter()
        var reader = JSONPodReader()
        let merging = MergingJSONPodReader()
        var facts = PodFacts()
        for _ in 0..<600 {
            let body = writer.pod()
            let expected = try #require(try FoundationPodReader.describe(body))
            let isTaken = reader.readFast(body.span.bytes, at: .pod, into: &facts)
            let actual = describe(facts)
            try merging.read(body.span.bytes, at: .pod, into: &facts)
            guard isTaken, actual == expected, describe(facts) == expected else {
                Issue.record(
                    "\(String(decoding: body, as: UTF8.self))\nexpected \(expected)\nwalk (\(isTaken)) \(actual)\nmerging \(describe(facts))"
                )
                return
            }
        }
    }

    /// Bytes changed, cut out, doubled: whatever the walk takes, the merging reader reads alike.
    @Test func damagedPodsAreNeverReadOtherwise() {
        var writer = RandomPodWriter()
        var random = SystemRandomNumberGenerator()
        var reader = JSONPodReader()
        let merging = MergingJSONPodReader()
        var facts = PodFacts()
        let alphabet = Array("{}[]:,\"\\ntu0-1.eE \n\u{1}é".utf8)
        for _ in 0..<3_000 {
            var body = writer.pod()
            for _ in 0..<Int.random(in: 1...3, using: &random) where !body.isEmpty {
                let place = Int.random(in: 0..<body.count, using: &random)
                let end = min(body.count, place + Int.random(in: 1...30, using: &random))
                switch Int.random(in: 0..<4, using: &random) {
                case 0: body[place] = alphabet.randomElement(using: &random) ?? 0
                case 1: body.removeSubrange(place..<end)
                case 2: body.insert(contentsOf: body[place..<end], at: place)
                default: body.insert(alphabet.randomElement(using: &random) ?? 0, at: place)
                }
            }
            let isTaken = reader.readFast(body.span.bytes, at: .pod, into: &facts)
            let actual = describe(facts, withPresence: true)
            do throws(PodReadError) {
                try merging.read(body.span.bytes, at: .pod, into: &facts)
                if isTaken {
                    #expect(describe(facts, withPresence: true) == actual, "\(String(decoding: body, as: UTF8.self))")
                }
            } catch {
                #expect(!isTaken, "refused by the merging reader (\(error)): \(String(decoding: body, as: UTF8.self))")
            }
        }
    }

    @Test(arguments: [
        (PodPath.template, "{\"metadata\":{\"name\":\"w\"},\"template\":POD}"),
        (
            .specTemplate,
            "{\"kind\":\"Deployment\",\"metadata\":{\"name\":\"w\"},\"spec\":{\"replicas\":3,\"template\":POD}}"
        ),
        (.jobTemplate, "{\"spec\":{\"schedule\":\"x\",\"jobTemplate\":{\"spec\":{\"template\":POD}}}}"),
    ])
    func templatesGiveThePodWithoutItsName(_ path: PodPath, _ workload: String) throws {
        var writer = RandomPodWriter()
        var reader = JSONPodReader()
        let merging = MergingJSONPodReader()
        var facts = PodFacts()
        for _ in 0..<50 {
            let pod = writer.pod()
            let parts = workload.split(separator: "POD", maxSplits: 1)
            let body = Array(parts[0].utf8) + pod + Array(parts[1].utf8)
            var expected = try #require(try FoundationPodReader.describe(pod))
            expected[0] = "name \"\" \"\" \"\""
            expected[1] = "controller nil"
            #expect(reader.readFast(body.span.bytes, at: path, into: &facts))
            #expect(describe(facts) == expected)
            try merging.read(body.span.bytes, at: path, into: &facts)
            #expect(describe(facts) == expected)
        }
    }

    @Test(
        arguments: [PodPath.template, .specTemplate, .jobTemplate],
        ["{}", "{\"spec\":null}", "{\"template\":null}", "{\"spec\":{\"template\":null}}"]
    )
    func aMissingTemplateIsAnEmptyPod(_ path: PodPath, _ text: String) throws {
        var reader = JSONPodReader()
        var facts = PodFacts()
        let body = Array(text.utf8)
        try reader.read(body.span.bytes, at: path, into: &facts)
        #expect(facts.containers.isEmpty && facts.presence.isEmpty)
    }
}
