package import PolicyObjects

/// A requester, with the bytes that identify it in an `AuthorizationCache`.
package struct RequestSubject: Sendable {
    package let subject: Subject
    /// User name and groups, each with its length before it.
    let key: [UInt8]

    /// What it takes in memory, roughly: an empty group costs the reference to its text, a long name is held twice.
    package var memoryBytes: Int { 128 + 2 * key.count + 16 * subject.groups.count }

    package init(_ subject: Subject) {
        self.subject = subject
        var key: [UInt8] = []
        for text in [subject.username] + subject.groups {
            var length = UInt32(truncatingIfNeeded: text.utf8.count)
            for _ in 0..<4 {
                key.append(UInt8(truncatingIfNeeded: length))
                length >>= 8
            }
            key.append(contentsOf: text.utf8)
        }
        self.key = key
    }
}

/// The usable policies that a pod's subjects may use, as the non-zero words of their mask.
///
/// It refers into the cache that gave it and is valid until that cache is asked for the next one.
package struct AuthorizedPolicies: Sendable {
    package static let none = AuthorizedPolicies(start: 0, count: 0)

    var start: UInt32
    var count: UInt32

    package var isEmpty: Bool { count == 0 }
    var indices: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// One worker's memory of RBAC's answers: (requester, namespace, service account) to the authorised policies.
///
/// Keys are compared as bytes, so that a hit builds no text. When one of the limits is reached everything is forgotten.
package struct AuthorizationCache: Sendable {
    package static let entriesMax = 16_384
    package static let keyBytesMax = 8 << 20
    package static let wordsMax = 1 << 20

    private struct Entry {
        var start: UInt32
        var subjectCount: UInt32
        var namespaceCount: UInt32
        var accountCount: UInt32
        var authorized: AuthorizedPolicies
    }

    private let policySet: CompiledPolicySet
    private var keyBytes: [UInt8] = []
    private var entries: [Entry] = []
    /// Entry numbers + 1, open addressing, a power of two long.
    private var slots: [UInt32]
    /// The number of the entry that was asked for last.
    private var last = 0
    /// Keys come from requests, so their places are made unpredictable.
    private let seed = UInt32.random(in: .min ... .max)

    /// The numbers of the words, ascending within an entry, and the words themselves.
    private(set) var wordNumbers: [UInt32] = []
    private(set) var words: [UInt64] = []

    package init(_ policySet: CompiledPolicySet) {
        self.policySet = policySet
        slots = Array(repeating: 0, count: Self.entriesMax * 2)
    }

    /// The policies that the requester or the service account may use in the namespace of the request.
    ///
    /// Without a requester only the service account is asked about; with an empty `serviceAccount` only the requester.
    package mutating func authorizedPolicies(
        requester: RequestSubject?,
        namespace: Span<UInt8>,
        serviceAccount: Span<UInt8>
    ) -> AuthorizedPolicies {
        let subject = requester?.key ?? []
        // Pods of one subject come in runs.
        if last < entries.count, isKey(entries[last], subject.span, namespace, serviceAccount) {
            return entries[last].authorized
        }
        var slot = slotIndex(subject.span, namespace, serviceAccount)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if isKey(entries[number], subject.span, namespace, serviceAccount) {
                last = number
                return entries[number].authorized
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return resolve(requester?.subject, subject, namespace, serviceAccount)
    }

    private func slotIndex(_ subject: Span<UInt8>, _ namespace: Span<UInt8>, _ account: Span<UInt8>) -> Int {
        var hash = subject.textHash(seed: seed)
        hash = namespace.textHash(seed: UInt32(truncatingIfNeeded: hash)) ^ hash &* 0x9E37_79B9_7F4A_7C15
        hash = account.textHash(seed: UInt32(truncatingIfNeeded: hash)) ^ hash &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1)
    }

    private func isKey(
        _ entry: Entry,
        _ subject: Span<UInt8>,
        _ namespace: Span<UInt8>,
        _ account: Span<UInt8>
    ) -> Bool {
        guard Int(entry.subjectCount) == subject.count, Int(entry.namespaceCount) == namespace.count,
            Int(entry.accountCount) == account.count
        else { return false }
        let start = Int(entry.start)
        let bytes = keyBytes.span
        let namespaceStart = start + subject.count
        let accountStart = namespaceStart + namespace.count
        return bytes.extracting(start..<namespaceStart).hasSameBytes(as: subject)
            && bytes.extracting(namespaceStart..<accountStart).hasSameBytes(as: namespace)
            && bytes.extracting(accountStart..<accountStart + account.count).hasSameBytes(as: account)
    }

    @inline(never)
    private mutating func resolve(
        _ requester: Subject?,
        _ key: [UInt8],
        _ namespace: Span<UInt8>,
        _ account: Span<UInt8>
    ) -> AuthorizedPolicies {
        let namespaceBytes = namespace.indices.map { namespace[$0] }
        let accountBytes = account.indices.map { account[$0] }
        let namespaceText = String(decoding: namespaceBytes, as: UTF8.self)
        var mask = PolicyMask(count: policySet.policies.count)
        if !accountBytes.isEmpty {
            let name = String(decoding: accountBytes, as: UTF8.self)
            mask.formUnion(policySet.authorizer.policies(usableByServiceAccount: name, in: namespaceText))
        }
        if let requester { mask.formUnion(policySet.authorizer.policies(usableBy: requester, in: namespaceText)) }
        mask.formIntersection(policySet.usable)

        let keyCount = key.count + namespaceBytes.count + accountBytes.count
        if entries.count == Self.entriesMax || keyBytes.count + keyCount > Self.keyBytesMax
            || words.count + mask.words.count > Self.wordsMax
        {
            forgetAll()
        }
        let authorized = store(mask)
        guard keyCount <= Self.keyBytesMax else { return authorized }
        entries.append(
            Entry(
                start: UInt32(keyBytes.count),
                subjectCount: UInt32(key.count),
                namespaceCount: UInt32(namespaceBytes.count),
                accountCount: UInt32(accountBytes.count),
                authorized: authorized
            )
        )
        keyBytes.append(contentsOf: key)
        keyBytes.append(contentsOf: namespaceBytes)
        keyBytes.append(contentsOf: accountBytes)
        var slot = slotIndex(key.span, namespace, account)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt32(entries.count)
        last = entries.count - 1
        return authorized
    }

    private mutating func store(_ mask: PolicyMask) -> AuthorizedPolicies {
        let start = words.count
        for (number, word) in mask.words.enumerated() where word != 0 {
            wordNumbers.append(UInt32(number))
            words.append(word)
        }
        return AuthorizedPolicies(start: UInt32(start), count: UInt32(words.count - start))
    }

    private mutating func forgetAll() {
        keyBytes.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
        wordNumbers.removeAll(keepingCapacity: true)
        words.removeAll(keepingCapacity: true)
        for slot in slots.indices { slots[slot] = 0 }
    }

    /// For those who bring their own mask (tests, candidate subjects): it is cut to the usable policies and kept until
    /// everything is forgotten.
    package mutating func adopt(_ mask: PolicyMask) -> AuthorizedPolicies {
        var mask = mask
        mask.formIntersection(policySet.usable)
        if words.count + mask.words.count > Self.wordsMax { forgetAll() }
        return store(mask)
    }
}
