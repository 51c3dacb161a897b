package import JSONScan

/// Reads the fields of one JSON object as Kubernetes' typed decoders do, and writes down every field that they would refuse or drop.
///
/// A null is an absent field. A null list element is the element type's zero value. Of a repeated key the last counts, as in every
/// object that went through kubectl. A number in an integer field may be written with a fraction or an exponent if its
/// value is whole (`1.0`, `1e3`): kubectl writes numbers anew before it sends them.
///
/// Kubernetes: `k8s.io/apimachinery/pkg/runtime/serializer/json`, case-sensitive.
package struct ObjectReader: Sendable {
    package let path: String
    private let members: [JSONValue.Member]

    /// Reads `value`, an object or null; keys beside `known` are problems (nil: any key may stand here).
    package init(_ value: JSONValue, at path: String, known: [String]?, problems: inout [ObjectProblem]) {
        self.path = path
        switch value {
        case .object(let members):
            self.members = members
        case .null:
            members = []
        default:
            members = []
            problems.append(ObjectProblem(.wrongType, at: path, "expected an object, got \(Self.describe(value))"))
        }
        if let known { reportUnknownKeys(known, &problems) }
    }

    private func reportUnknownKeys(_ known: [String], _ problems: inout [ObjectProblem]) {
        for member in members where !known.contains(where: { $0.utf8.elementsEqual(member.key.utf8) }) {
            let meant = suggestion(for: member.key, among: known)
            problems.append(
                ObjectProblem(
                    .unknownField,
                    at: path(of: member.key),
                    meant.map { ", did you mean `\(path(of: $0))`?" } ?? ""
                )
            )
        }
    }

    package func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The value of a field; nil: absent or null.
    package subscript(key: String) -> JSONValue? {
        guard let value = members.last(where: { $0.key.utf8.elementsEqual(key.utf8) })?.value, !value.isNull else {
            return nil
        }
        return value
    }

    /// The fields that are not in `names`, in written order; of a repeated key the last only, nulls left out.
    package func members(besides names: [String]) -> [JSONValue.Member] {
        var kept: [JSONValue.Member] = []
        for member in members where !names.contains(where: { $0.utf8.elementsEqual(member.key.utf8) }) {
            kept.removeAll { $0.key.utf8.elementsEqual(member.key.utf8) }
            if !member.value.isNull { kept.append(member) }
        }
        return kept
    }

    /// The field is written as null.
    package func isNull(_ key: String) -> Bool {
        members.last { $0.key.utf8.elementsEqual(key.utf8) }?.value.isNull ?? false
    }
}

// MARK: Fields by type

extension ObjectReader {
    package func string(_ key: String, _ problems: inout [ObjectProblem]) -> String? {
        guard let value = self[key] else { return nil }
        return Self.string(value, at: path(of: key), &problems)
    }

    package func bool(_ key: String, _ problems: inout [ObjectProblem]) -> Bool? {
        guard let value = self[key] else { return nil }
        guard case .bool(let bool) = value else {
            problems.append(
                ObjectProblem(.wrongType, at: path(of: key), "expected true or false, got \(Self.describe(value))")
            )
            return nil
        }
        return bool
    }

    package func integer<Integer: FixedWidthInteger>(
        _ key: String,
        as type: Integer.Type,
        _ problems: inout [ObjectProblem]
    ) -> Integer? {
        guard let value = self[key] else { return nil }
        let number: Integer?
        switch value {
        case .integer(let integer): number = Integer(exactly: integer)
        case .number(let text): number = Double(text).flatMap { Integer(exactly: $0) }
        default:
            problems.append(
                ObjectProblem(.wrongType, at: path(of: key), "expected a whole number, got \(Self.describe(value))")
            )
            return nil
        }
        if number == nil {
            let range = "\(Integer.min) to \(Integer.max)"
            problems.append(
                ObjectProblem(
                    .outOfRange,
                    at: path(of: key),
                    "expected a whole number from \(range), got \(Self.describe(value))"
                )
            )
        }
        return number
    }

    package func strings(_ key: String, _ problems: inout [ObjectProblem]) -> [String]? {
        elements(key, &problems)?.enumerated().map { index, element in
            element.isNull ? "" : Self.string(element, at: "\(path(of: key))[\(index)]", &problems) ?? ""
        }
    }

    package func object(_ key: String, known: [String]?, _ problems: inout [ObjectProblem]) -> ObjectReader? {
        self[key].map { ObjectReader($0, at: path(of: key), known: known, problems: &problems) }
    }

    package func objects(_ key: String, known: [String]?, _ problems: inout [ObjectProblem]) -> [ObjectReader]? {
        elements(key, &problems)?.enumerated().map { index, element in
            ObjectReader(element, at: "\(path(of: key))[\(index)]", known: known, problems: &problems)
        }
    }

    /// A map of texts, in written order, the last of a repeated key only.
    package func stringMap(_ key: String, _ problems: inout [ObjectProblem]) -> [(key: String, value: String)] {
        guard let reader = object(key, known: nil, &problems) else { return [] }
        var map: [(key: String, value: String)] = []
        for (index, member) in reader.members.enumerated() {
            let isRepeatedLater = reader.members[(index + 1)...].contains { $0.key.utf8.elementsEqual(member.key.utf8) }
            guard !isRepeatedLater else { continue }
            let text =
                member.value.isNull ? "" : Self.string(member.value, at: "\(reader.path)[\(member.key)]", &problems)
            map.append((member.key, text ?? ""))
        }
        return map
    }

    private func elements(_ key: String, _ problems: inout [ObjectProblem]) -> [JSONValue]? {
        guard let value = self[key] else { return nil }
        guard case .array(let elements) = value else {
            problems.append(
                ObjectProblem(.wrongType, at: path(of: key), "expected a list, got \(Self.describe(value))")
            )
            return nil
        }
        return elements
    }

    private static func string(_ value: JSONValue, at path: String, _ problems: inout [ObjectProblem]) -> String? {
        guard case .string(let text) = value else {
            problems.append(ObjectProblem(.wrongType, at: path, "expected a string, got \(describe(value))"))
            return nil
        }
        return text
    }

    private static func describe(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let bool): "`\(bool)`"
        case .integer(let integer): "`\(integer)`"
        case .number(let text): quoted(text)
        case .string(let text): "the string \(quoted(text))"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
