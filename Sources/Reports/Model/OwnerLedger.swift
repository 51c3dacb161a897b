import Admission
package import PolicyObjects

/// What is known of a fleet's owners: one entry for each owner and answer, however many pods there are.
///
/// Entries are small and lie in blocks, so that a million owners fit into some 120 MB.
package struct OwnerLedger {
    /// Pods of one owner that were told the same.
    private struct Entry {
        var name: TextStore.Place
        var podName: TextStore.Place
        var namespace: UInt32
        var ownerKind: UInt32
        var kind: UInt32
        var file: UInt32
        var line: UInt32
        var document: UInt32
        /// 0: none.
        var item: UInt32
        var requester: UInt32
        var serviceAccount: UInt32
        var answer: UInt32
        /// The answer under the other policy set, if two are compared.
        var otherAnswer: UInt32
        var count: UInt32
        /// The next entry of this owner + 1; 0 at the last.
        var next: UInt32
    }

    /// A requester, and whether nothing told of it.
    private struct Requester: Hashable {
        var subject: Subject
        var isAssumed: Bool
    }

    private var entries = BlockList<Entry>()
    private var names = TextStore()
    /// The first entry of an owner + 1, open addressing, a power of two long.
    private var slots = Array(repeating: UInt32(0), count: 1_024)
    package private(set) var ownerCount = 0
    /// Answers keep their texts until those are so many bytes together; later ones are cut short.
    private let answerBytesMax: Int
    private var answerBytes = 0

    private var namespaces = Interned<String>()
    private var kinds = Interned<String>()
    private var files = Interned<String>()
    private var requesters = Interned<Requester>()
    private var serviceAccounts = Interned<String>()
    private var answers = Interned<PodAnswer>()

    package init(answerBytesMax: Int = 64 << 20) { self.answerBytesMax = answerBytesMax }

    /// Entries, one for each owner and answer.
    var entryCount: Int { entries.count }

    /// Counts a pod; true if its owner has not been seen before.
    package mutating func add(_ finding: PodFinding, other: PodAnswer? = nil) -> Bool {
        let namespace = namespaces.number(of: finding.namespace)
        let kind = kinds.number(of: finding.owner.kind)
        let requester = requesters.number(
            of: Requester(subject: finding.requester, isAssumed: finding.isRequesterAssumed)
        )
        let account = serviceAccounts.number(of: finding.serviceAccount)
        let answer = self.number(of: finding.answer)
        let otherAnswer = other.map { self.number(of: $0) } ?? .max
        let slot = slot(namespace, kind, finding.owner.name)
        var place = slots[slot]
        var last = place
        while place != 0 {
            let index = Int(place - 1)
            if entries[index].answer == answer, entries[index].otherAnswer == otherAnswer,
                entries[index].requester == requester, entries[index].serviceAccount == account
            {
                entries[index].count += 1
                return false
            }
            last = place
            place = entries[index].next
        }
        let entry = Entry(
            name: last == 0 ? names.append(finding.owner.name) : entries[Int(last - 1)].name,
            podName: names.append(finding.podName),
            namespace: namespace,
            ownerKind: kind,
            kind: kinds.number(of: finding.kind),
            file: files.number(of: finding.place.file),
            line: UInt32(clamping: finding.place.line),
            document: UInt32(clamping: finding.place.document),
            item: UInt32(clamping: finding.place.item ?? 0),
            requester: requester,
            serviceAccount: account,
            answer: answer,
            otherAnswer: otherAnswer,
            count: 1,
            next: 0
        )
        entries.append(entry)
        let number = UInt32(clamping: entries.count)
        if last != 0 {
            entries[Int(last - 1)].next = number
            return false
        }
        slots[slot] = number
        ownerCount += 1
        if ownerCount * 2 > slots.count { growSlots() }
        return true
    }

    private mutating func number(of answer: PodAnswer) -> UInt32 {
        if let known = answers.knownNumber(of: answer) { return known }
        var kept = answer
        if answerBytes > answerBytesMax {
            kept = answerBytes > answerBytesMax * 2 ? answer.withoutTexts : answer.shortened
            // A pod that is told the same as one before it takes no more room.
            if let known = answers.knownNumber(of: kept) { return known }
        }
        answerBytes += kept.byteCount
        return answers.number(of: kept)
    }

    private func slot(_ namespace: UInt32, _ kind: UInt32, _ name: String) -> Int {
        var hasher = Hasher()
        hasher.combine(namespace)
        hasher.combine(kind)
        hasher.combine(name)
        var slot = hasher.finalize() & (slots.count - 1)
        while slots[slot] != 0 {
            let index = Int(slots[slot] - 1)
            if entries[index].namespace == namespace, entries[index].ownerKind == kind,
                names.holds(name, at: entries[index].name)
            {
                return slot
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private mutating func growSlots() {
        let firsts = slots.filter { $0 != 0 }
        slots = Array(repeating: 0, count: slots.count * 2)
        for first in firsts {
            let index = Int(first - 1)
            let (namespace, kind) = (entries[index].namespace, entries[index].ownerKind)
            let free = slot(namespace, kind, names.text(entries[index].name))
            slots[free] = first
        }
    }
}

extension OwnerLedger {
    /// The owners in the order of their namespaces, kinds and names, each with its answers in the order in which they were met.
    ///
    /// The order depends on nothing but the fleet.
    package func forEachOwner(
        where isMember: (PodAnswer.Content) -> Bool = { _ in true },
        _ body: ([OwnerFinding]) -> Void
    ) {
        let members = answers.values.map { isMember($0.content) }
        guard members.contains(true) else { return }
        for first in sortedFirsts() {
            var findings: [OwnerFinding] = []
            var place = first
            while place != 0 {
                let entry = entries[Int(place - 1)]
                if members[Int(entry.answer)] { findings.append(finding(entry)) }
                place = entry.next
            }
            if !findings.isEmpty { body(findings) }
        }
    }

    private func sortedFirsts() -> [UInt32] {
        let namespaceRanks = Self.ranks(namespaces.values)
        let kindRanks = Self.ranks(kinds.values)
        return slots.filter { $0 != 0 }.sorted { left, right in
            let (left, right) = (entries[Int(left - 1)], entries[Int(right - 1)])
            if left.namespace != right.namespace {
                return namespaceRanks[Int(left.namespace)] < namespaceRanks[Int(right.namespace)]
            }
            if left.ownerKind != right.ownerKind {
                return kindRanks[Int(left.ownerKind)] < kindRanks[Int(right.ownerKind)]
            }
            return names.bytes(left.name).lexicographicallyPrecedes(names.bytes(right.name))
        }
    }

    private static func ranks(_ texts: [String]) -> [Int] {
        let order = texts.indices.sorted { texts[$0].utf8.lexicographicallyPrecedes(texts[$1].utf8) }
        var ranks = Array(repeating: 0, count: texts.count)
        for (rank, index) in order.enumerated() { ranks[index] = rank }
        return ranks
    }

    private func finding(_ entry: Entry) -> OwnerFinding {
        OwnerFinding(
            namespace: namespaces[entry.namespace],
            owner: PodOwner(kind: kinds[entry.ownerKind], name: names.text(entry.name)),
            count: Int(entry.count),
            place: ReportPlace(
                file: files[entry.file],
                line: Int(entry.line),
                document: Int(entry.document),
                item: entry.item == 0 ? nil : Int(entry.item)
            ),
            podName: names.text(entry.podName),
            kind: kinds[entry.kind],
            requester: requesters[entry.requester].subject,
            isRequesterAssumed: requesters[entry.requester].isAssumed,
            serviceAccount: serviceAccounts[entry.serviceAccount],
            answer: answers[entry.answer].content,
            other: entry.otherAnswer == .max ? nil : answers[entry.otherAnswer].content
        )
    }
}

/// Pods of one owner that were told the same, with the first of them.
package struct OwnerFinding: Sendable {
    package var namespace: String
    package var owner: PodOwner
    package var count: Int
    package var place: ReportPlace
    package var podName: String
    package var kind: String
    package var requester: Subject
    package var isRequesterAssumed: Bool
    package var serviceAccount: String
    package var answer: PodAnswer.Content
    /// The answer under the other policy set, if two are compared.
    package var other: PodAnswer.Content?
}
