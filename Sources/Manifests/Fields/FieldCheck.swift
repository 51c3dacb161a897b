package import PolicyObjects

/// Looks for fields that an object's kind does not have: kubectl refuses them, the API server drops them without a word, so
/// that `hostnetwork: true` is no host network.
package struct FieldCheck: Sendable {
    /// Such a field makes the object an error.
    package var isStrict: Bool
    let schema: FieldSchema

    /// Knows the fields of `version`; of those before 1.20 the fields of 1.20.
    package init(version: KubernetesVersion, isStrict: Bool = false) {
        self.isStrict = isStrict
        schema = .of(version)
    }

    /// Of one object, this many are told.
    private static let fieldsMax = 20

    /// The unknown fields of the object at a node of a tape, in the order in which they are written.
    ///
    /// What an unknown field holds is not looked at. Works on a stack of its own, whatever the nesting.
    func unknownFields(_ node: Int, of tape: DocumentTape, _ identity: ObjectIdentity) -> [UnknownField] {
        guard tape.nodes[node].kind == .mapping,
            let root = schema.root(apiVersion: identity.apiVersion.utf8, kind: identity.kind.utf8)
        else { return [] }
        var walk = FieldWalk(tape: tape, schema: schema)
        walk.run(node, root, upTo: Self.fieldsMax)
        return walk.found
    }
}

extension FieldCheck {
    /// What kubectl would say of the unknown fields of an object in JSON; nil if its kind is not known.
    package func refusals(ofJSON json: [UInt8], _ identity: ObjectIdentity) -> [String]? {
        var composer = JSONComposer()
        guard schema.root(apiVersion: identity.apiVersion.utf8, kind: identity.kind.utf8) != nil,
            (try? composer.compose(json, from: 0, to: json.count, line: 0)) != nil
        else { return nil }
        return unknownFields(0, of: composer.tape, identity).map(\.refusal)
    }
}

/// A field that the object's kind does not have.
struct UnknownField: Sendable {
    /// `spec.containers[0].securitycontext`.
    var path: String
    /// Counted from 1.
    var line: Int
    /// The field that was probably meant.
    var suggestion: String?

    /// What makes the object an error.
    var refusal: String { "unknown field `\(path)`\(meant)" }

    /// What there is to say of an object that is judged all the same.
    var warning: String { "unknown field `\(path)`, which the API server ignores and kubectl refuses\(meant)" }

    private var meant: String { suggestion.map { ": did you mean `\($0)`?" } ?? "" }
}

/// One walk through an object.
private struct FieldWalk {
    let tape: DocumentTape
    let schema: FieldSchema
    private(set) var found: [UnknownField] = []
    private var open: [Open] = []

    init(tape: DocumentTape, schema: FieldSchema) {
        self.tape = tape
        self.schema = schema
    }

    /// A mapping or sequence that is walked through.
    private struct Open {
        var cursor: Int
        var end: Int
        var message: Int
        var isMapping: Bool
        /// In a sequence how many elements were begun, in a mapping the node of the current key.
        var place = 0
    }

    mutating func run(_ node: Int, _ root: Int, upTo limit: Int) {
        enter(node, root)
        while let innermost = open.last {
            let top = open.count - 1
            guard innermost.cursor < innermost.end, found.count < limit else {
                open.removeLast()
                continue
            }
            guard innermost.isMapping else {
                open[top].cursor = Int(tape.nodes[innermost.cursor].end)
                open[top].place += 1
                enter(innermost.cursor, innermost.message)
                continue
            }
            let value = Int(tape.nodes[innermost.cursor].end)
            open[top].place = innermost.cursor
            open[top].cursor = Int(tape.nodes[value].end)
            let name = tape.nodes[innermost.cursor].textRange
            if let inner = schema.value(of: name, in: tape.text.span, message: innermost.message) {
                if inner != FieldSchema.opaque { enter(value, inner) }
            } else {
                report(innermost.cursor, innermost.message)
            }
        }
    }

    private mutating func enter(_ node: Int, _ message: Int) {
        let kind = tape.nodes[node].kind
        guard kind == .mapping || kind == .sequence else { return }
        open.append(
            Open(cursor: node + 1, end: Int(tape.nodes[node].end), message: message, isMapping: kind == .mapping)
        )
    }

    private mutating func report(_ key: Int, _ message: Int) {
        let name = tape.string(key)
        found.append(
            UnknownField(
                path: path(),
                line: Int(tape.nodes[key].line) + 1,
                suggestion: suggestion(for: name, among: schema.names(of: message))
            )
        )
    }

    /// The path to where the walk stands.
    private func path() -> String {
        var path = ""
        for level in open {
            if level.isMapping {
                let name = tape.string(level.place)
                path += path.isEmpty ? name : ".\(name)"
            } else {
                path += "[\(level.place - 1)]"
            }
        }
        return path
    }
}
