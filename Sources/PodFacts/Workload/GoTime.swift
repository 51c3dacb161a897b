/// Timestamps as Go's `time.Parse` takes them.
package enum GoTime {
    /// RFC 3339 as `metav1.Time` reads it: `2006-01-02T15:04:05Z07:00`, a fraction of a second allowed.
    package static func isRFC3339(_ text: ArraySlice<UInt8>) -> Bool {
        var scanner = Scanner(rest: text)
        return scanner.date(isFixed: true) && scanner.take("T") && scanner.clock(isFixed: true) && scanner.zone()
            && scanner.isAtEnd
    }

    /// The forms that go-yaml v2.2.8 takes for a timestamp (`allowedTimestampFormats`).
    package static func isYAMLTimestamp(_ text: ArraySlice<UInt8>) -> Bool {
        var date = Scanner(rest: text)
        guard text.prefix(while: { (0x30...0x39).contains($0) }).count == 4, date.date(isFixed: false) else {
            return false
        }
        if date.isAtEnd { return true }
        var withZone = date
        if withZone.take("T") || withZone.take("t") {
            return withZone.clock(isFixed: false) && withZone.zone() && withZone.isAtEnd
        }
        return date.take(" ") && date.clock(isFixed: false) && date.isAtEnd
    }

    private struct Scanner {
        var rest: ArraySlice<UInt8>

        var isAtEnd: Bool { rest.isEmpty }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest = rest.dropFirst()
            return true
        }

        /// A number of two digits, or of one or two.
        mutating func number(isFixed: Bool, in range: ClosedRange<Int>) -> Int? {
            let digits = rest.prefix(2).prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty, !isFixed || digits.count == 2 else { return nil }
            rest = rest.dropFirst(digits.count)
            let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            return range.contains(value) ? value : nil
        }

        mutating func date(isFixed: Bool) -> Bool {
            let digits = rest.prefix(4)
            guard digits.count == 4, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
            let year = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            rest = rest.dropFirst(4)
            guard take("-"), let month = number(isFixed: isFixed, in: 1...12), take("-"),
                let day = number(isFixed: isFixed, in: 1...31)
            else { return false }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            return day <= days[month - 1]
        }

        /// Hours may have one digit in either form: Go's `15` does not ask for two.
        mutating func clock(isFixed: Bool) -> Bool {
            guard number(isFixed: false, in: 0...23) != nil, take(":"),
                number(isFixed: isFixed, in: 0...59) != nil, take(":"),
                number(isFixed: isFixed, in: 0...59) != nil
            else { return false }
            var fraction = self
            if fraction.take(".") {
                let digits = fraction.rest.prefix { (0x30...0x39).contains($0) }
                guard !digits.isEmpty, isFixed || digits.count <= 9 else { return false }
                rest = fraction.rest.dropFirst(digits.count)
            }
            return true
        }

        mutating func zone() -> Bool {
            if take("Z") { return true }
            guard take("+") || take("-"), number(isFixed: true, in: 0...99) != nil, take(":") else { return false }
            return number(isFixed: true, in: 0...99) != nil
        }
    }
}
