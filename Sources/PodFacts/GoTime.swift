import JSONScan

/// A timestamp as Go's `time.Parse` takes it.
///
/// Go 1.19, which the vectors' answers come from: a fraction of a second may have any number of digits, of which nine count,
/// and may stand behind a comma. Go before 1.17 refuses commas, Go before 1.18 most of what has more than nine digits.
package struct GoTime: Equatable, Sendable {
    /// Since 1970-01-01T00:00:00Z.
    package let seconds: Int64
    package let nanoseconds: Int64

    /// Go's zero time, 0001-01-01T00:00:00Z.
    package static let zero = GoTime(seconds: -62_135_596_800)

    package init(seconds: Int64, nanoseconds: Int64 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// RFC 3339 as `metav1.Time` reads it.
    package init?(rfc3339 text: RawSpan) {
        var scanner = Scanner()
        guard scanner.rfc3339(text) else { return nil }
        self.init(seconds: scanner.seconds, nanoseconds: scanner.nanoseconds)
    }

    package static func isRFC3339(_ text: RawSpan) -> Bool {
        if isUsual(text) { return true }
        var scanner = Scanner()
        return scanner.rfc3339(text)
    }

    /// Whether a text is `2006-01-02T15:04:05Z`, as the API server writes times, of a day that every month has.
    ///
    /// False says nothing.
    private static func isUsual(_ text: RawSpan) -> Bool {
        guard text.byteCount == 20 else { return false }
        // What is left of a byte is a digit's value, or 0 if it is the separator that must stand there; what is added below
        // carries what is more into the highest bit: 6 of a minute's or second's tens, 10 of another digit, 1 of a separator.
        func rest(_ offset: Int, _ form: UInt64) -> UInt64 {
            // Eight bytes have no invalid bit patterns and no alignment, and the load checks its bounds.
            unsafe UInt64(littleEndian: text.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)) ^ form
        }
        let start = rest(0, 0x2D30_302D_3030_3030)  // 0000-00-
        let middle = rest(8, 0x3030_3A30_3054_3030)  // 00T00:00
        let end = rest(12, 0x5A30_303A_3030_3A30)  // 0:00:00Z
        let excess =
            (start | (start &+ 0x7F76_767F_7676_7676)) | (middle | (middle &+ 0x767A_7F76_767F_7676))
            | (end | (end &+ 0x7F76_7A7F_767A_7F76))
        guard excess & 0x8080_8080_8080_8080 == 0 else { return false }
        func number(_ word: UInt64, _ byte: UInt64) -> UInt64 {
            (word >> (8 * byte) & 0xFF) * 10 + (word >> (8 * byte + 8) & 0xFF)
        }
        return 1...12 ~= number(start, 5) && 1...28 ~= number(middle, 0) && number(middle, 3) < 24
    }

    /// The forms that go-yaml v2.2.8 takes for a timestamp (`allowedTimestampFormats`).
    package static func isYAMLTimestamp(_ text: RawSpan) -> Bool {
        var scanner = Scanner()
        return scanner.yamlTimestamp(text)
    }
}

/// Goes through a text and keeps what it says.
private struct Scanner {
    private var offset = 0
    private var (year, month, day) = (0, 0, 0)
    private var (hour, minute, second) = (0, 0, 0)
    private(set) var nanoseconds: Int64 = 0
    private var zoneSeconds = 0

    /// Layout `2006-01-02T15:04:05Z07:00`.
    mutating func rfc3339(_ text: RawSpan) -> Bool {
        date(text, isFixed: true) && take("T", text) && clock(text, isFixed: true) && zone(text) && isAtEnd(text)
    }

    /// Layouts `2006-1-2`, `2006-1-2 15:4:5.999999999`, and the latter with a `T` or `t` and a zone.
    mutating func yamlTimestamp(_ text: RawSpan) -> Bool {
        guard date(text, isFixed: false) else { return false }
        if isAtEnd(text) { return true }
        if take("T", text) || take("t", text) {
            return clock(text, isFixed: false) && zone(text) && isAtEnd(text)
        }
        return take(" ", text) && clock(text, isFixed: false) && isAtEnd(text)
    }

    // MARK: Parts

    private func isAtEnd(_ text: RawSpan) -> Bool { offset == text.byteCount }

    private mutating func take(_ character: Unicode.Scalar, _ text: RawSpan) -> Bool {
        guard offset < text.byteCount, text.byte(at: offset) == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    /// Takes up to `count` digits.
    private mutating func digits(_ count: Int, _ text: RawSpan) -> (value: Int, count: Int) {
        let start = offset
        var value = 0
        while offset - start < count, offset < text.byteCount {
            let digit = text.byte(at: offset) &- 0x30
            guard digit < 10 else { break }
            value = value * 10 + Int(digit)
            offset += 1
        }
        return (value, offset - start)
    }

    /// Takes a number of two digits, or of one or two.
    private mutating func number(_ text: RawSpan, isFixed: Bool, in range: ClosedRange<Int>) -> Int? {
        let (value, count) = digits(2, text)
        return count >= (isFixed ? 2 : 1) && range.contains(value) ? value : nil
    }

    private mutating func date(_ text: RawSpan, isFixed: Bool) -> Bool {
        let (year, count) = digits(4, text)
        guard count == 4,
            take("-", text), let month = number(text, isFixed: isFixed, in: 1...12),
            take("-", text), let day = number(text, isFixed: isFixed, in: 1...31)
        else { return false }
        (self.year, self.month, self.day) = (year, month, day)
        switch month {
        case 4, 6, 9, 11: return day <= 30
        case 2:
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            return day <= (isLeap ? 29 : 28)
        default: return true
        }
    }

    /// Hours may have one digit in either form: Go's `15` does not ask for two.
    private mutating func clock(_ text: RawSpan, isFixed: Bool) -> Bool {
        guard let hour = number(text, isFixed: false, in: 0...23),
            take(":", text), let minute = number(text, isFixed: isFixed, in: 0...59),
            take(":", text), let second = number(text, isFixed: isFixed, in: 0...59)
        else { return false }
        (self.hour, self.minute, self.second) = (hour, minute, second)
        return fraction(text, isFixed: isFixed)
    }

    /// A layout that has a fraction itself takes no more digits than it has.
    private mutating func fraction(_ text: RawSpan, isFixed: Bool) -> Bool {
        guard take(".", text) || take(",", text) else { return true }
        var (value, count) = digits(9, text)
        guard count > 0 else { return false }
        while count < 9 {
            value *= 10
            count += 1
        }
        nanoseconds = Int64(value)
        if isFixed { while digits(1, text).count > 0 {} }
        return true
    }

    private mutating func zone(_ text: RawSpan) -> Bool {
        if take("Z", text) { return true }
        let isEast = take("+", text)
        guard isEast || take("-", text),
            let hours = number(text, isFixed: true, in: 0...99),
            take(":", text), let minutes = number(text, isFixed: true, in: 0...99)
        else { return false }
        zoneSeconds = (hours * 60 + minutes) * (isEast ? 60 : -60)
        return true
    }

    // MARK: The instant

    var seconds: Int64 { Int64(((days * 24 + hour) * 60 + minute) * 60 + second - zoneSeconds) }

    /// Days from 1970-01-01 in the Gregorian calendar.
    private var days: Int {
        // The year begins in March, so that the leap day is its last.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
