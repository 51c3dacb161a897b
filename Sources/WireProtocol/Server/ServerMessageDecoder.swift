/// Reads the body of an evaluate response: bytes in as they arrive, in any cut; messages out.
///
/// Messages that this version does not know are passed over: whatever they add, the verdicts mean the same without them.
package struct ServerMessageDecoder: Sendable {
    package enum Event: Sendable {
        /// All of the input has been taken.
        case needsBytes
        case opened(WireOpened)
        case verdicts(ReceivedVerdicts)
        case violation(ReceivedViolation)
        case summary(WireSummary)
        case failure(WireFailure)
    }

    private var framing = DelimitedFraming()
    private var buffer: [UInt8] = []
    private var byteCount = 0
    private var isOpened = false
    private var isEnded = false
    private var violations: UInt32 = 0
    private var violationBytes = 0
    private var failure: WireError?

    package init() {}

    /// True when a Summary or a Failure has come: nothing may come after it, and without it a response was cut.
    package var hasEnded: Bool { isEnded }

    /// How many bytes of the body have been taken.
    package var streamOffset: UInt64 { framing.offset }

    /// The next thing in `input`, of which everything before `position` has been taken.
    ///
    /// After an error it is thrown again.
    package mutating func next(_ input: Span<UInt8>, from position: inout Int) throws(WireError) -> Event {
        if let failure { throw failure }
        do throws(WireError) {
            return try step(input, from: &position)
        } catch {
            failure = error
            throw error
        }
    }

    private mutating func step(_ input: Span<UInt8>, from position: inout Int) throws(WireError) -> Event {
        while true {
            switch try framing.next(input, from: &position) {
            case .needsBytes:
                return .needsBytes
            case .begins(let byteCount):
                guard !isEnded else { throw error(.outOfOrder, "a message after the end of the batch") }
                guard byteCount <= WireLimits.serverMessageBytesMax else {
                    throw error(
                        .limit,
                        "a message of \(byteCount) bytes; at most \(WireLimits.serverMessageBytesMax) are taken"
                    )
                }
                self.byteCount = byteCount
                buffer.removeAll(keepingCapacity: true)
            case .bytes(let range, let isLast):
                buffer.append(input.extracting(range))
                if isLast, let event = try message() { return event }
                if position >= input.count { return .needsBytes }
            }
        }
    }

    /// Reads the message in `buffer`; nil if it is not known here.
    private mutating func message() throws(WireError) -> Event? {
        guard let (member, content) = try member() else { return nil }
        guard isOpened || member == .opened || member == .failure else {
            throw error(.outOfOrder, "the first message must be `Opened`")
        }
        switch member {
        case .opened:
            guard !isOpened else { throw error(.outOfOrder, "`Opened` comes twice") }
            isOpened = true
            return .opened(try ColdMessage.decode(buffer[content], at: framing.bodyOffset))
        case .verdicts:
            return .verdicts(
                try hot { bytes throws(FieldFault) in try ReceivedVerdicts(bytes, content) }
            )
        case .violation:
            let violation = try hot { bytes throws(FieldFault) in try ReceivedViolation(bytes, content) }
            guard violation.id == violations + 1 else {
                throw error(.outOfOrder, "violation \(violation.id) where \(violations + 1) must come")
            }
            violations += 1
            violationBytes += violation.text.count
            guard violations <= UInt32(WireLimits.violationsMax), violationBytes <= WireLimits.violationTableBytesMax
            else {
                throw error(
                    .limit,
                    "the violation table takes more than \(WireLimits.violationTableBytesMax) bytes or too many entries"
                )
            }
            return .violation(violation)
        case .summary:
            isEnded = true
            return .summary(try ColdMessage.decode(buffer[content], at: framing.bodyOffset))
        case .failure:
            isEnded = true
            return .failure(try ColdMessage.decode(buffer[content], at: framing.bodyOffset))
        }
    }

    private func hot<Value>(_ read: (Span<UInt8>) throws(FieldFault) -> Value) throws(WireError) -> Value {
        do throws(FieldFault) {
            return try read(buffer.span)
        } catch {
            throw malformed(error)
        }
    }

    private func member() throws(WireError) -> (ServerMember, Range<Int>)? {
        let bytes = buffer.span
        var reader = FieldReader(0..<byteCount)
        var found: (ServerMember, Range<Int>)?
        do throws(FieldFault) {
            while !reader.isAtEnd {
                let start = reader.index
                let tag = try reader.tag(bytes)
                guard let member = ServerMember(rawValue: tag.number) else {
                    try reader.skip(tag.type, bytes)
                    continue
                }
                try reader.expect(tag.type, .lengthDelimited, at: start)
                guard found == nil else { throw FieldFault(.twoMessages, at: start) }
                found = (member, try reader.content(bytes))
            }
        } catch {
            throw malformed(error)
        }
        return found
    }

    private func error(_ code: WireError.Code, _ reason: String) -> WireError {
        WireError(code, at: framing.lengthOffset, reason)
    }

    private func malformed(_ fault: FieldFault) -> WireError {
        WireError(.malformed, at: framing.bodyOffset + UInt64(fault.index), fault.reason.rawValue)
    }
}
