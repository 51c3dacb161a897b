import WireProtocol

/// Which subjects the current stream has defined.
///
/// When the table is full, the oldest numbers get new meanings.
struct SubjectNumbers: Sendable {
    /// Below the protocol's limits, so that a server with tighter ones may have them.
    static let countMax = 16_384
    static let byteCountMax = 8 * 1024 * 1024

    private var numbers: [ClientSubject: UInt32] = [:]
    private var defined: [ClientSubject] = []
    private var byteCount = 0
    /// Once the table is full: the next to be given a new meaning.
    private var next = 0
    /// Most items have the requester of the one before.
    private var last: (subject: ClientSubject, number: UInt32)?

    /// The subject's number; its definition is appended to `output` if it is new.
    mutating func number(of subject: ClientSubject, _ output: inout [UInt8]) throws(WireError) -> UInt32 {
        if subject.isNobody { return 0 }
        if let last, last.subject == subject { return last.number }
        let number: UInt32
        if let known = numbers[subject] { number = known } else { number = try define(subject, &output) }
        last = (subject, number)
        return number
    }

    private mutating func define(_ subject: ClientSubject, _ output: inout [UInt8]) throws(WireError) -> UInt32 {
        let size = subject.groups.reduce(subject.username.count + 16) { $0 + $1.count + 4 }
        let index: Int
        if defined.count < Self.countMax, byteCount + size <= Self.byteCountMax || defined.isEmpty {
            index = defined.count
            defined.append(subject)
        } else {
            index = next
            next = (next + 1) % defined.count
            numbers[defined[index]] = nil
            last = nil
            defined[index] = subject
        }
        byteCount += size
        let number = UInt32(index + 1)
        numbers[subject] = number
        var message = WireSubject()
        message.id = number
        message.username = String(decoding: subject.username, as: UTF8.self)
        message.groups = subject.groups.map { String(decoding: $0, as: UTF8.self) }
        try ClientMessageEncoder.append(message, to: &output)
        return number
    }
}
