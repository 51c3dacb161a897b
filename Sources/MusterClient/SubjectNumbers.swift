package import WireProtocol

/// Which subjects the current stream has defined.
///
/// When the table is full, the oldest numbers get new meanings. Where a large subject takes the place of a small one, the
/// next oldest are given up as well: they come to mean nobody, since a number cannot be taken back.
package struct SubjectNumbers: Sendable {
    /// Below the protocol's limits, so that a server with tighter ones may have them.
    package static let countMaxStandard = 16_384
    package static let byteCountMaxStandard = 8 * 1024 * 1024

    private let countMax: Int
    private let byteCountMax: Int
    private var numbers: [ClientSubject: UInt32] = [:]
    private var defined: [ClientSubject] = []
    /// What the subjects in force take.
    private var byteCount = 0
    /// Once the table is full: the next to be given a new meaning.
    private var next = 0
    /// Most items have the requester of the one before.
    private var last: (subject: ClientSubject, number: UInt32)?

    package init(countMax: Int = countMaxStandard, byteCountMax: Int = byteCountMaxStandard) {
        self.countMax = countMax
        self.byteCountMax = byteCountMax
    }

    /// The subject's number; its definition is appended to `output` if it is new.
    package mutating func number(of subject: ClientSubject, _ output: inout [UInt8]) throws(WireError) -> UInt32 {
        if subject.isNobody { return 0 }
        if let last, last.subject == subject { return last.number }
        let number: UInt32
        if let known = numbers[subject] { number = known } else { number = try define(subject, &output) }
        last = (subject, number)
        return number
    }

    private mutating func define(_ subject: ClientSubject, _ output: inout [UInt8]) throws(WireError) -> UInt32 {
        let size = subject.byteCountInTable
        let index: Int
        if defined.count < countMax, byteCount + size <= byteCountMax || defined.isEmpty {
            index = defined.count
            defined.append(ClientSubject())
            byteCount += ClientSubject().byteCountInTable
        } else {
            index = takeOldest()
            forget(index)
            for _ in 1..<defined.count where byteCount + size > byteCountMax {
                let other = takeOldest()
                guard !defined[other].isNobody else { continue }
                forget(other)
                try send(other, &output)
            }
        }
        byteCount += size - defined[index].byteCountInTable
        defined[index] = subject
        numbers[subject] = UInt32(index + 1)
        try send(index, &output)
        return UInt32(index + 1)
    }

    /// The oldest number; its turn comes again after all others.
    private mutating func takeOldest() -> Int {
        defer { next = (next + 1) % defined.count }
        return next
    }

    /// From here on the number means nobody.
    private mutating func forget(_ index: Int) {
        numbers[defined[index]] = nil
        byteCount -= defined[index].byteCountInTable
        defined[index] = ClientSubject()
        byteCount += defined[index].byteCountInTable
        last = nil
    }

    /// Tells the server what the number means.
    private func send(_ index: Int, _ output: inout [UInt8]) throws(WireError) {
        var message = WireSubject()
        message.id = UInt32(index + 1)
        message.username = String(decoding: defined[index].username, as: UTF8.self)
        message.groups = defined[index].groups.map { String(decoding: $0, as: UTF8.self) }
        try ClientMessageEncoder.append(message, to: &output)
    }
}

extension ClientSubject {
    /// What its definition takes, at most.
    fileprivate var byteCountInTable: Int { groups.reduce(username.count + 16) { $0 + $1.count + 4 } }
}
