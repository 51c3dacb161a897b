import Foundation
package import JSONScan

/// RFC 6902, as much of it as admission patches use: `add` of object members.
package enum JSONPatch {
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    package static func apply(_ patch: JSONValue, to document: JSONValue) throws -> JSONValue {
        guard let operations = patch.array else { throw Failure(description: "the patch is no array") }
        var document = document
        for operation in operations {
            guard operation["op"]?.string == "add", let path = operation["path"]?.string,
                let value = operation["value"], path.hasPrefix("/")
            else { throw Failure(description: "unexpected operation \(operation)") }
            let tokens = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { token in
                token.replacingOccurrences(of: "~1", with: "/").replacingOccurrences(of: "~0", with: "~")
            }
            document = try add(value, at: tokens[...], to: document, path)
        }
        return document
    }

    private static func add(
        _ value: JSONValue,
        at tokens: ArraySlice<String>,
        to document: JSONValue,
        _ path: String
    ) throws -> JSONValue {
        guard let token = tokens.first else { return value }
        switch document {
        case .object(var members):
            let place = members.lastIndex { $0.key.utf8.elementsEqual(token.utf8) }
            guard let place else {
                guard tokens.count == 1 else { throw Failure(description: "no parent for \(path)") }
                members.append(JSONValue.Member(token, value))
                return .object(members)
            }
            members[place].value = try add(value, at: tokens.dropFirst(), to: members[place].value, path)
            return .object(members)
        case .array(var elements):
            guard let place = Int(token), elements.indices.contains(place), tokens.count > 1 else {
                throw Failure(description: "no element for \(path)")
            }
            elements[place] = try add(value, at: tokens.dropFirst(), to: elements[place], path)
            return .array(elements)
        default:
            throw Failure(description: "no parent for \(path)")
        }
    }
}
