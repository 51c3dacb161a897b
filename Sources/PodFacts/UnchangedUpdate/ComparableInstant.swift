/// A timestamp by its instant.
extension ComparableValue {
    /// The instant of an RFC 3339 text; another text stays one.
    static func instant(_ text: [UInt8]) -> ComparableValue {
        parsed(text) ?? .text(text)
    }

    private static func parsed(_ text: [UInt8]) -> ComparableValue? {
        // 2006-01-02T15:04:05
        guard text.count >= 20, text[4] == 0x2D, text[7] == 0x2D, text[10] == UInt8(ascii: "T") else { return nil }
        guard text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":") else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            guard range.upperBound <= text.count else { return nil }
            var value: Int64 = 0
            for byte in text[range] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        var index = 19
        var fraction: [UInt8] = []
        if text[index] == UInt8(ascii: ".") {
            index += 1
            while index < text.count, text[index] >= 0x30, text[index] <= 0x39 {
                fraction.append(text[index])
                index += 1
            }
            guard !fraction.isEmpty, fraction.count <= 9 else { return nil }
            while fraction.last == 0x30 { fraction.removeLast() }
        }
        var offset: Int64 = 0
        if text[index...].elementsEqual([UInt8(ascii: "Z")]) {
            index += 1
        } else {
            guard text.count == index + 6, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-"),
                let hours = number(index + 1..<index + 3), text[index + 3] == UInt8(ascii: ":"),
                let minutes = number(index + 4..<index + 6), hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * 60
            if text[index] == UInt8(ascii: "-") { offset = -offset }
        }
        let seconds = ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second - offset
        return .instant(seconds: seconds, fraction: fraction)
    }

    /// Days from 1970-01-01 in the Gregorian calendar.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        // The year begins in March, so that the leap day is its last.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
