import JSONScan

/// Compares JSON as the vectors want it: the order of keys is free, numbers are int64 where the text is one, else
/// float64.
enum JSONComparison {
    static func isSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.string(let left), .string(let right)): return left.utf8.elementsEqual(right.utf8)
        case (.integer(let left), .integer(let right)): return left == right
        case (.integer, .number), (.number, .integer), (.number, .number): return double(left) == double(right)
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1) }
        case (.object(let left), .object(let right)):
            guard left.count == right.count else { return false }
            let sorted = [left, right].map { $0.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } }
            return zip(sorted[0], sorted[1]).allSatisfy { left, right in
                left.key.utf8.elementsEqual(right.key.utf8) && isSame(left.value, right.value)
            }
        default: return false
        }
    }

    private static func double(_ value: JSONValue) -> Double? {
        switch value {
        case .integer(let value): Double(value)
        case .number(let text): Double(text)
        default: nil
        }
    }

    /// How many levels deep the brackets of a JSON text nest.
    static func depth(_ json: [UInt8]) -> Int {
        var (depth, deepest) = (0, 0)
        var (isString, isEscaped) = (false, false)
        for byte in json {
            if isString {
                if isEscaped {
                    isEscaped = false
                } else if byte == 0x5C {
                    isEscaped = true
                } else if byte == 0x22 {
                    isString = false
                }
                continue
            }
            switch byte {
            case 0x22: isString = true
            case 0x7B, 0x5B:
                depth += 1
                deepest = max(deepest, depth)
            case 0x7D, 0x5D: depth -= 1
            default: break
            }
        }
        return deepest
    }
}
