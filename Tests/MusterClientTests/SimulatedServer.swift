import MusterClient
import WireProtocol

/// A server without sockets and without policies: what it says of an item follows from the first byte of its object.
struct SimulatedServer {
    static let policies = ["first", "second"]
    static let patch = Array(#"[{"op":"add"}]"#.utf8)
    static let revision = "abc"

    private var decoder = ClientMessageDecoder()
    private var slab: [UInt8] = []
    private var open = WireOpen()
    private var items: UInt64 = 0
    private var held: [VerdictRun] = []
    private var run = VerdictRun()
    private var tally = VerdictTally()
    private var table = ViolationTable(countMax: 3)
    private var random: any RandomNumberGenerator
    /// Number of items read.
    private(set) var itemsRead = 0
    /// Names of requesters in the order of the items, to see that subjects are understood.
    private(set) var requesters: [[UInt8]] = []
    private var subjects: [[UInt8]] = []

    init(_ random: any RandomNumberGenerator) {
        self.random = random
    }

    /// What `item` must be answered with.
    static func verdict(_ item: ClientItem, number: UInt64) -> ItemVerdict {
        let key = item.item.object.first ?? 0
        var verdict = ItemVerdict(number: number, outcome: outcome(key))
        verdict.revision = revision
        switch key % 5 {
        case 0: verdict.policy = policies[0]
        case 1:
            verdict.policy = policies[1]
            verdict.isMutated = true
            verdict.patch = patch
        case 2:
            let violations = self.violations(key)
            let texts = violations.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
            verdict.message = Array("pods \"p\" is forbidden: ADMIT: [\(texts)]".utf8)
            verdict.errors = violations.map { text in
                .init(policy: "second", type: .forbidden, field: [1], badValue: [2], detail: text, text: text)
            }
        case 3: verdict.reason = Array("bad \(key)".utf8)
        default: break
        }
        return verdict
    }

    private static func outcome(_ key: UInt8) -> ItemOutcome {
        [.allowed, .allowed, .denied, .invalid, .ignored][Int(key % 5)]
    }

    private static func violations(_ key: UInt8) -> [[UInt8]] {
        (0..<Int(key % 3)).map { Array("spec: violation \(Int(key) % 7 + $0)".utf8) }
    }

    /// Takes a piece of the request; returns what it answers now.
    mutating func receive(_ bytes: [UInt8]) throws -> [UInt8] {
        var output: [UInt8] = []
        var position = 0
        reading: while true {
            switch try decoder.next(bytes.span, from: &position, into: &slab) {
            case .needsBytes: break reading
            case .begins: break
            case .open(let open):
                self.open = open
                var opened = WireOpened()
                opened.revision = Self.revision
                opened.policies = Self.policies
                opened.wording = WireWording(
                    admit: Array("ADMIT: ".utf8),
                    validate: Array("VALIDATE: ".utf8),
                    noPolicies: Array("NONE".utf8)
                )
                try ServerMessageEncoder.append(opened, to: &output)
            case .subject(let subject):
                if Int(subject.id) > subjects.count { subjects.append([]) }
                subjects[Int(subject.id) - 1] = Array(subject.username.utf8)
            case .item(let item):
                itemsRead += 1
                requesters.append(item.subject == 0 ? [] : subjects[Int(item.subject) - 1])
                answer(slab[item.object.indices].first ?? 0, &output)
                slab.removeAll(keepingCapacity: true)
            }
        }
        return output
    }

    /// The end of the request: the rest of the answers, and the summary if that is not left out.
    mutating func finish(leavesSummaryOut: Bool = false) throws -> [UInt8] {
        try decoder.finish()
        var output: [UInt8] = []
        if !run.isEmpty { held.append(run) }
        run = VerdictRun()
        run.begin(firstItem: items)
        for run in held.shuffled(using: &random) { try send(run, &output) }
        held = []
        if !leavesSummaryOut { try ServerMessageEncoder.append(tally.summary, to: &output) }
        return output
    }

    private mutating func send(_ run: VerdictRun, _ output: inout [UInt8]) throws {
        try tally.add(run)
        run.encode(to: &output)
    }

    private mutating func answer(_ key: UInt8, _ output: inout [UInt8]) {
        let outcome = Self.outcome(key)
        let place = run.count
        switch key % 5 {
        case 0: run.append(outcome, policy: 1)
        case 1:
            run.append(outcome, policy: 2, isMutated: true)
            run.appendPatch(Self.patch, ofItem: place)
        case 2:
            run.append(outcome)
            var denial = DenialEncoder()
            denial.begin(name: Array("p".utf8), cause: .admit)
            for text in Self.violations(key) {
                var body = ViolationBody()
                body.set(text: text, type: .forbidden, field: [1], badValue: [2], detail: text)
                switch table.intern(body) {
                case .known(let id): denial.append(violation: id, policy: 2)
                case .new(let id):
                    ServerMessageEncoder.append(body, id: id, to: &output)
                    denial.append(violation: id, policy: 2)
                case .full: denial.append(inline: body, policy: 2)
                }
            }
            run.appendDenial(denial, ofItem: place)
        case 3:
            run.append(outcome)
            run.appendReason(Array("bad \(key)".utf8), ofItem: place)
        default: run.append(outcome)
        }
        items += 1
        guard Int.random(in: 0..<6, using: &random) == 0 else { return }
        held.append(run)
        run.begin(firstItem: items)
        held.shuffle(using: &random)
        while !open.ordered, held.count > 3, let next = held.popLast() { try? send(next, &output) }
    }
}

/// A seeded source of random numbers (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(seed) }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func item() -> ClientItem {
        var item = OutgoingItem()
        item.object = (0..<Int.random(in: 1...40, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }
        item.namespace = Array("team-\(Int.random(in: 0..<5, using: &self))".utf8)
        let user = Int.random(in: 0..<4, using: &self)
        let requester =
            user == 0 ? ClientSubject() : ClientSubject(username: Array("user-\(user)".utf8), groups: [[0x67]])
        return ClientItem(item, requester: requester)
    }
}
