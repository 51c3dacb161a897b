import JSONScan

/// The order in which go-yaml writes a mapping's keys: letters behind all else, numbers inside keys by their value.
///
/// The order has circles (`a1b`, `a01x`, `a10x`), in which go-yaml's own output varies from run to run.
///
/// Source: go-yaml v2, `sorter.go`.
enum YAMLKeyOrder {
    /// The members by key, of a repeated key the last.
    static func sorted(_ members: [JSONValue.Member]) -> [JSONValue.Member] {
        var last: [[UInt8]: Int] = [:]
        for (index, member) in members.enumerated() { last[Array(member.key.utf8)] = index }
        return members.indices.filter { last[Array(members[$0].key.utf8)] == $0 }
            .map { (key: Array(members[$0].key.unicodeScalars), member: members[$0]) }
            .sorted { precedes($0.key, $1.key) }
            .map(\.member)
    }

    private static func precedes(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Bool {
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            let (leftIsLetter, rightIsLetter) = (isLetter(left[index]), isLetter(right[index]))
            if leftIsLetter, rightIsLetter { return left[index] < right[index] }
            if leftIsLetter || rightIsLetter { return rightIsLetter }
            return numberPrecedes(left, right, at: index)
        }
        return left.count < right.count
    }

    /// Two keys that differ first at `index`, where neither has a letter.
    private static func numberPrecedes(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], at index: Int) -> Bool {
        var (leftNumber, rightNumber) = (Int64(0), Int64(0))
        if left[index] == "0" || right[index] == "0" {
            // A zero inside a number counts as a digit of it.
            let digits = left[..<index].reversed().prefix(while: isDigit)
            if digits.contains(where: { $0 != "0" }) { (leftNumber, rightNumber) = (1, 1) }
        }
        let leftEnd = number(in: left, from: index, &leftNumber)
        let rightEnd = number(in: right, from: index, &rightNumber)
        if leftNumber != rightNumber { return leftNumber < rightNumber }
        if leftEnd != rightEnd { return leftEnd < rightEnd }
        return left[index] < right[index]
    }

    /// Reads digits onto `number`, wrapping as Go does; where they end.
    private static func number(in key: [Unicode.Scalar], from start: Int, _ number: inout Int64) -> Int {
        var index = start
        while index < key.count, isDigit(key[index]) {
            number = number &* 10 &+ (Int64(key[index].value) - 0x30)
            index += 1
        }
        return index
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .decimalNumber
    }
}
