/// Reads the body of an evaluate request: bytes in as they arrive, in any cut; messages out.
///
/// An item's bytes are copied once, into the caller's `slab`, and stay there; what is returned are places in it. Open and
/// Subject are taken out of the slab again. The caller may put another array in place of `slab` when a message begins, and
/// at no other time before that message is complete:
///
///     while true {
///         switch try decoder.next(input, from: &position, into: &slab) {
///         case .needsBytes: return
///         case .begins(let byteCount): if slab.count + byteCount > slabBytes { seal the slice, take another slab }
///         case .open(let open): …
///         case .subject(let subject): …
///         case .item(let item): items.append(item)
///         }
///     }
///
/// `begins` reserves nothing: a client that announces 6 MiB and sends one byte costs one byte.
package struct ClientMessageDecoder: Sendable {
    package enum Event: Sendable {
        /// All of the input has been taken.
        case needsBytes
        /// A message of so many bytes begins; the slab may be changed now. Not called for messages that are passed over.
        case begins(byteCount: Int)
        case open(WireOpen)
        case subject(WireSubject)
        case item(ReceivedItem)
    }

    private let limits: WireLimits
    private var framing = DelimitedFraming()
    /// Where in the slab the current message starts.
    private var start = 0
    private var byteCount = 0
    /// The current message is longer than the limit; passed over if it turns out to be an item.
    private var isPassedOver = false
    private var isOpen = false
    private var failure: WireError?
    /// The size of each subject in force; the id is the index plus 1.
    private var subjectSizes: [UInt32] = []
    private var subjectTableBytes = 0

    package init(limits: WireLimits = .standard) {
        self.limits = limits
    }

    /// How many bytes of the body have been taken.
    package var streamOffset: UInt64 { framing.offset }

    /// The next thing in `input`, of which everything before `position` has been taken.
    ///
    /// After an error the decoder is dead: it throws the same error again.
    package mutating func next(
        _ input: Span<UInt8>,
        from position: inout Int,
        into slab: inout [UInt8]
    ) throws(WireError) -> Event {
        if let failure { throw failure }
        do throws(WireError) {
            return try step(input, from: &position, into: &slab)
        } catch {
            failure = error
            throw error
        }
    }

    /// Moves the bytes of a message that is incomplete from `slab`, where they stand last, to the end of `other`, which takes
    /// its place: so that a slab can be handed on in the middle of a message.
    package mutating func moveIncompleteMessage(from slab: inout [UInt8], to other: inout [UInt8]) {
        guard framing.isInsideMessage, !isPassedOver, start >= 0 else { return }
        let newStart = other.count
        other.append(contentsOf: slab[start...])
        slab.removeLast(slab.count - start)
        start = newStart
    }

    /// To be called at the end of the body: it must end between messages, with at least Open.
    package mutating func finish() throws(WireError) {
        if let failure { throw failure }
        guard framing.isBetweenMessages else {
            throw WireError(.malformed, at: framing.offset, "the body ends inside a message")
        }
        guard isOpen else { throw WireError(.outOfOrder, at: framing.offset, "the body ends before `Open`") }
    }

    private mutating func step(
        _ input: Span<UInt8>,
        from position: inout Int,
        into slab: inout [UInt8]
    ) throws(WireError) -> Event {
        while true {
            switch try framing.next(input, from: &position) {
            case .needsBytes:
                return .needsBytes
            case .begins(let byteCount):
                self.byteCount = byteCount
                isPassedOver = byteCount > limits.messageBytesMax
                start = -1
                if !isPassedOver { return .begins(byteCount: byteCount) }
            case .bytes(let range, let isLast):
                if isPassedOver {
                    try passOver(input, range)
                    if isLast { return .item(tooLarge()) }
                } else {
                    if start < 0 { start = slab.count }
                    slab.append(input.extracting(range))
                    if isLast { return try message(&slab) }
                }
                if position >= input.count { return .needsBytes }
            }
        }
    }

    /// Only an item is passed over; the first byte of a message shows what it is.
    private mutating func passOver(_ input: Span<UInt8>, _ range: Range<Int>) throws(WireError) {
        guard start < 0, !range.isEmpty else { return }
        start = 0
        guard isOpen else { throw WireError(.outOfOrder, at: framing.lengthOffset, "the first message must be `Open`") }
        guard input[range.lowerBound] == ClientMember.item.tagByte else {
            throw WireError(
                .limit,
                at: framing.lengthOffset,
                "a message of \(byteCount) bytes; at most \(limits.messageBytesMax) are taken"
            )
        }
    }

    private func tooLarge() -> ReceivedItem {
        var item = ReceivedItem()
        item.fault = .messageTooLarge
        item.wireByteCount = UInt32(truncatingIfNeeded: framing.messageByteCount)
        return item
    }

    /// Reads the message that lies at the end of the slab.
    private mutating func message(_ slab: inout [UInt8]) throws(WireError) -> Event {
        let (member, content) = try member(slab.span)
        switch member {
        case .item:
            guard isOpen else { throw outOfOrder("the first message must be `Open`") }
            var item: ReceivedItem
            do throws(FieldFault) {
                item = try ReceivedItem(slab.span, content, subjects: subjectSizes.count, limits: limits)
            } catch {
                throw malformed(error)
            }
            item.wireByteCount = UInt32(truncatingIfNeeded: framing.messageByteCount)
            return .item(item)
        case .open:
            guard !isOpen else { throw outOfOrder("`Open` comes twice") }
            try hold(content, within: limits.openBytesMax, "`Open`")
            let open: WireOpen = try ColdMessage.decode(
                slab[content],
                at: streamOffset(ofSlabIndex: content.lowerBound)
            )
            slab.removeSubrange(start...)
            isOpen = true
            return .open(open)
        case .subject:
            guard isOpen else { throw outOfOrder("the first message must be `Open`") }
            try hold(content, within: limits.subjectBytesMax, "`Subject`")
            let subject: WireSubject = try ColdMessage.decode(
                slab[content],
                at: streamOffset(ofSlabIndex: content.lowerBound)
            )
            slab.removeSubrange(start...)
            try admit(subject, byteCount: content.count)
            return .subject(subject)
        }
    }

    /// Which message it is, and where its fields are.
    private func member(_ slab: Span<UInt8>) throws(WireError) -> (ClientMember, Range<Int>) {
        var reader = FieldReader(start..<start + byteCount)
        var found: (ClientMember, Range<Int>)?
        do throws(FieldFault) {
            while !reader.isAtEnd {
                let tagStart = reader.index
                let tag = try reader.tag(slab)
                guard let member = ClientMember(rawValue: tag.number) else {
                    try reader.skip(tag.type, slab)
                    continue
                }
                try reader.expect(tag.type, .lengthDelimited, at: tagStart)
                guard found == nil else { throw FieldFault(.twoMessages, at: tagStart) }
                found = (member, try reader.content(slab))
            }
        } catch {
            throw malformed(error)
        }
        guard let found else {
            throw WireError(
                .unsupported,
                at: framing.lengthOffset,
                "a `ClientMessage` without a message that is known here"
            )
        }
        return found
    }

    private func hold(_ content: Range<Int>, within limit: Int, _ what: String) throws(WireError) {
        guard content.count > limit else { return }
        throw WireError(
            .limit,
            at: framing.lengthOffset,
            "\(what) of \(content.count) bytes; at most \(limit) are taken"
        )
    }

    /// Enters a subject into the table, or says which limit it exceeds.
    private mutating func admit(_ subject: WireSubject, byteCount: Int) throws(WireError) {
        let id = Int(subject.id)
        guard id >= 1, id <= subjectSizes.count + 1 else {
            throw outOfOrder("subject \(id) where at most \(subjectSizes.count + 1) may come")
        }
        guard id <= limits.subjectsMax else { throw limit("more than \(limits.subjectsMax) subjects") }
        guard subject.groups.count <= limits.groupsMax else {
            throw limit("a subject in more than \(limits.groupsMax) groups")
        }
        let nameBytes = subject.groups.reduce(subject.username.utf8.count) { max($0, $1.utf8.count) }
        guard nameBytes <= limits.subjectNameBytesMax else {
            throw limit("the name of a user or group is longer than \(limits.subjectNameBytesMax) bytes")
        }
        if id > subjectSizes.count { subjectSizes.append(0) }
        subjectTableBytes += byteCount - Int(subjectSizes[id - 1])
        subjectSizes[id - 1] = UInt32(truncatingIfNeeded: byteCount)
        guard subjectTableBytes <= limits.subjectTableBytesMax else {
            throw limit("the subjects take more than \(limits.subjectTableBytesMax) bytes")
        }
    }

    private func limit(_ reason: String) -> WireError { WireError(.limit, at: framing.lengthOffset, reason) }

    private func outOfOrder(_ reason: String) -> WireError { WireError(.outOfOrder, at: framing.lengthOffset, reason) }

    private func malformed(_ fault: FieldFault) -> WireError {
        WireError(.malformed, at: streamOffset(ofSlabIndex: fault.index), fault.reason.rawValue)
    }

    private func streamOffset(ofSlabIndex index: Int) -> UInt64 { framing.bodyOffset + UInt64(index - start) }
}

/// The members of `ClientMessage`.
enum ClientMember: UInt32 {
    case open = 1
    case subject = 2
    case item = 3

    /// The tag as a sender writes it.
    var tagByte: UInt8 { UInt8(rawValue) << 3 | 2 }
}
