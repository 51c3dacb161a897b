import Foundation
import JSONScan

/// Vectors are parsed by Foundation, which is optimised in debug builds too.
extension JSONValue {
    init(foundation value: Any) {
        switch value {
        case is NSNull: self = .null
        case let text as String: self = .string(text)
        case let number as NSNumber: self = Self.number(number)
        case let elements as [Any]: self = .array(elements.map { JSONValue(foundation: $0) })
        case let members as [String: Any]:
            self = .object(
                members.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
                    .map { Member($0.key, JSONValue(foundation: $0.value)) }
            )
        default: self = .null
        }
    }

    private static func number(_ number: NSNumber) -> JSONValue {
        // `c` is the Objective-C type of a Boolean.
        if String(cString: number.objCType) == "c" { return .bool(number.boolValue) }
        if let integer = Int64(exactly: number) { return .integer(integer) }
        return .number("\(number)")
    }
}
