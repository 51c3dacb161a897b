import PodFacts
import Testing

/// Kubernetes decodes every field of every `ObjectMeta` before it looks at a pod: of those that the schema lists, each must
/// have its type wherever the metadata stands.
struct ObjectMetaTests {
    /// Where metadata stands in an object: a body with `META` for it.
    struct Place: Sendable, CustomTestStringConvertible {
        var path: PodPath
        var body: String
        var testDescription: String { body }

        static let all = [
            Place(path: .pod, body: #"{"metadata":META,"spec":{"containers":[{"name":"c"}]}}"#),
            Place(path: .template, body: #"{"metadata":META,"template":{"spec":{"containers":[{}]}}}"#),
            Place(path: .template, body: #"{"template":{"metadata":META,"spec":{"containers":[{}]}}}"#),
            Place(path: .specTemplate, body: #"{"metadata":META,"spec":{"template":{"spec":{"containers":[{}]}}}}"#),
            Place(path: .specTemplate, body: #"{"spec":{"template":{"metadata":META,"spec":{"containers":[{}]}}}}"#),
            Place(
                path: .jobTemplate,
                body: #"{"metadata":META,"spec":{"jobTemplate":{"spec":{"template":{"spec":{"containers":[{}]}}}}}}"#
            ),
            Place(
                path: .jobTemplate,
                body: #"{"spec":{"jobTemplate":{"metadata":META,"spec":{"template":{"spec":{"containers":[{}]}}}}}}"#
            ),
            Place(
                path: .jobTemplate,
                body: #"{"spec":{"jobTemplate":{"spec":{"template":{"metadata":META,"spec":{"containers":[{}]}}}}}}"#
            ),
        ]

        func body(_ metadata: String) -> [UInt8] {
            Array(body.split(separator: "META").joined(separator: metadata).utf8)
        }
    }

    /// A field as it is written in metadata, with values that Kubernetes decodes and values that it does not.
    struct Field: Sendable, CustomTestStringConvertible {
        var name: String
        /// What stands around the value.
        var start: String
        var end: String
        var right: [String]
        var wrong: [String]
        var testDescription: String { name }

        static let all = fields(of: "ObjectMeta", in: "", start: "{", end: "}")

        private static func fields(of message: String, in path: String, start: String, end: String) -> [Field] {
            let schema = PodSchema.standard
            return schema.messages[schema.index(of: message)].fields.filter { !$0.isLater }.flatMap {
                field -> [Field] in
                let start = "\(start)\"\(field.name)\":"
                let name = path + field.name
                var (right, wrong) = values(field.kind, in: schema)
                switch field.shape {
                case .single, .optional: break
                case .map:
                    right = right.map { #"{"k":"v","a":\#($0)}"# } + ["{}"]
                    wrong = wrong.map { #"{"k":"v","a":\#($0)}"# } + ["[]", #""a""#]
                case .list:
                    right = right.map { "[null,\($0)]" } + ["[]"]
                    wrong = wrong.map { "[null,\($0)]" } + ["{}", #""a""#]
                }
                let own = Field(name: name, start: start, end: end, right: right + ["null"], wrong: wrong)
                guard case .message(let index) = field.kind, index != schema.time, index != schema.fieldsV1 else {
                    return [own]
                }
                let inner = schema.messages[index].name
                return [own] + fields(of: inner, in: "\(name).", start: "\(start)[{", end: "}]\(end)")
            }
        }

        private static func values(_ kind: PodSchema.Field.Kind, in schema: PodSchema) -> ([String], [String]) {
            switch kind {
            case .text, .bytes: ([#""""#, #""a\n\u00e9""#], ["5", "true", "{}", "[]"])
            case .bool: (["true", "false"], [#""true""#, "1", "{}"])
            case .int32, .int64:
                (["0", "-7", "9223372036854775807"], [#""1""#, "1.5", "1e3", "9223372036854775808", "true", "[]"])
            case .message(schema.fieldsV1): ([#"{"f:a":{".":[1,"x"]}}"#, "5", "[]"], [])
            case .message(schema.time):
                (
                    [#""2024-02-29T03:04:05Z""#, #""2024-01-02T03:04:05.123+01:00""#, #""\u0032024-01-02T03:04:05Z""#],
                    [#""yesterday""#, #""""#, #""2023-02-29T03:04:05Z""#, #""2024-01-02""#, "5", "{}"]
                )
            case .message: (["{}"], ["5", #""a""#, "[]"])
            }
        }
    }

    @Test("The schema's fields of metadata are all of them") func count() {
        #expect(Field.all.count == 16 + 6 + 6, "\(Field.all.map(\.name))")
    }

    @Test(
        "A field of the metadata with another type is refused, whichever reader looks",
        arguments: Place.all,
        Field.all
    )
    func wrongTypes(place: Place, field: Field) {
        var (reader, facts) = (JSONPodReader(), PodFacts())
        for value in field.wrong {
            let body = place.body(field.start + value + field.end)
            let text = String(decoding: body, as: UTF8.self)
            let isTaken = reader.readFast(body.span.bytes, at: place.path, into: &facts)
            #expect(!isTaken, "\(text)")
            do throws(PodReadError) {
                try reader.read(body.span.bytes, at: place.path, into: &facts)
                Issue.record("accepted: \(text)")
            } catch {
                #expect(error.code == .wrongType && error.reason.contains("metadata."), "\(text): \(error)")
            }
        }
    }

    @Test("A field of the metadata with its type is fine", arguments: Place.all, Field.all)
    func rightTypes(place: Place, field: Field) {
        var (reader, facts) = (JSONPodReader(), PodFacts())
        for value in field.right {
            let body = place.body(field.start + value + field.end)
            let text = String(decoding: body, as: UTF8.self)
            // What has escapes or many digits may need the slower look.
            if !value.contains("\\"), !value.contains("807") {
                let isTaken = reader.readFast(body.span.bytes, at: place.path, into: &facts)
                #expect(isTaken, "\(text)")
            }
            do throws(PodReadError) {
                try MergingJSONPodReader().read(body.span.bytes, at: place.path, into: &facts)
            } catch {
                Issue.record("\(text): \(error)")
            }
        }
    }

    @Test("Of a workload's own metadata nothing reaches the pod") func workloadsKeepTheirMetadata() throws {
        let metadata =
            #"{"name":"w","namespace":"n","annotations":{"kubernetes.io/psp":"p"},"ownerReferences":[{"controller":true}]}"#
        let own = Place.all.filter { $0.path != .pod && $0.body.hasPrefix(#"{"metadata""#) }
        #expect(own.count == 3)
        var (reader, facts) = (JSONPodReader(), PodFacts())
        for place in own {
            let body = place.body(metadata)
            for isFast in [true, false] {
                if isFast {
                    let isTaken = reader.readFast(body.span.bytes, at: place.path, into: &facts)
                    #expect(isTaken, "\(place.body)")
                } else {
                    try MergingJSONPodReader().read(body.span.bytes, at: place.path, into: &facts)
                }
                #expect(facts.name.isEmpty && facts.namespace.isEmpty && facts.controller == nil, "\(place.body)")
                #expect(facts.annotations.isEmpty && facts.presence == [.spec], "\(place.body)")
            }
        }
    }
}
