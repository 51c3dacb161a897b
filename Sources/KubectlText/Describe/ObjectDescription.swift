import JSONScan
import PolicyObjects

/// `kubectl describe` of an object that it has no describer for: every field, by name.
///
/// kubectl 1.20 shows policies so: it has its describer under the API group `extensions`, where a server of its version has
/// none.
///
/// Kubernetes: `genericDescriber`, `printUnstructuredContent`.
struct ObjectDescription {
    let metadata: ObjectMetadata
    /// The object as a server sends it.
    let object: JSONValue
    let version: KubernetesVersion

    private static let shownBefore = [
        ".metadata.name", ".metadata.namespace", ".metadata.labels", ".metadata.annotations",
    ]

    var text: [UInt8] {
        var text = TabbedText()
        text.line(0, "Name:\t\(metadata.name)")
        text.line(0, "Namespace:\t\(metadata.namespace)")
        MetadataDescription(metadata: metadata, version: version).write(to: &text)
        write(object.members ?? [], at: "", level: 0, to: &text)
        text.line(0, "Events:\t<none>")
        return text.described
    }

    private func write(_ members: [JSONValue.Member], at path: String, level: Int, to text: inout TabbedText) {
        for member in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            let own = "\(path).\(member.key)"
            guard !Self.shownBefore.contains(own) else { continue }
            let label = FieldLabel.text(of: member.key)
            switch member.value {
            case .object(let members):
                text.line(level, "\(label):")
                write(members, at: own, level: level + 1, to: &text)
            case .array(let elements):
                text.line(level, "\(label):")
                for element in elements {
                    if case .object(let members) = element {
                        write(members, at: own, level: level + 1, to: &text)
                    } else {
                        text.line(level + 1, Self.goValue(element))
                    }
                }
            default: text.line(level, "\(label):\t\(Self.goValue(member.value))")
            }
        }
    }

    /// Go's `%v`.
    private static func goValue(_ value: JSONValue) -> String {
        switch value {
        case .null: "<nil>"
        case .bool(let value): String(value)
        case .integer(let value): String(value)
        case .number(let text), .string(let text): text
        case .array(let elements): "[\(elements.map(goValue).joined(separator: " "))]"
        case .object(let members):
            "map[\(members.map { "\($0.key):\(goValue($0.value))" }.sorted().joined(separator: " "))]"
        }
    }
}

/// A field's name in words: `fsGroup` is `Fs Group`, `hostIPC` is `Host IPC`, `uid` is `UID`.
///
/// Kubernetes: `smartLabelFor`, `camelcase.Split`.
enum FieldLabel {
    private static let acronyms: Set<String> = ["API", "URL", "UID", "OSB", "GUID"]

    static func text(of field: String) -> String {
        guard field.unicodeScalars.allSatisfy({ isLetter($0) || $0 == "-" }) else { return field }
        return words(in: field).map { word in
            let capitals = word.uppercased()
            return acronyms.contains(capitals) ? capitals : word.prefix(1).uppercased() + word.dropFirst()
        }
        .joined(separator: " ")
    }

    private enum Letters { case lower, upper, other }

    private static func letters(_ scalar: Unicode.Scalar) -> Letters {
        switch scalar.properties.generalCategory {
        case .lowercaseLetter: .lower
        case .uppercaseLetter: .upper
        default: .other
        }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    /// Runs of letters of one case; the last capital before small letters belongs to them.
    private static func words(in field: String) -> [String] {
        var runs: [(letters: Letters, text: [Unicode.Scalar])] = []
        for scalar in field.unicodeScalars {
            let own = letters(scalar)
            if runs.last?.letters == own {
                runs[runs.count - 1].text.append(scalar)
            } else if own == .lower, runs.last?.letters == .upper, let capital = runs[runs.count - 1].text.popLast() {
                runs.append((.lower, [capital, scalar]))
            } else {
                runs.append((own, [scalar]))
            }
        }
        return runs.filter { !$0.text.isEmpty }
            .map { run in String(String.UnicodeScalarView(run.text)) }
    }
}
