package import JSONScan
import PodFacts

/// Writes a pod given as JSON as the API server encodes it: `k8s\0`, the envelope, the `v1.Pod` message.
///
/// It knows what the generator writes: texts, whole numbers, booleans, quantities, ports by name or number.
package struct KubernetesProtobufEncoder {
    private let schema = PodSchema.standard
    private let pod: Int

    package init() {
        pod = schema.messages.firstIndex { $0.name == "Pod" } ?? 0
    }

    package func encode(_ object: JSONValue) -> [UInt8] {
        var typeMeta: [UInt8] = []
        appendBytes(1, Array((object["apiVersion"]?.string ?? "v1").utf8), to: &typeMeta)
        appendBytes(2, Array((object["kind"]?.string ?? "Pod").utf8), to: &typeMeta)
        var unknown: [UInt8] = []
        appendBytes(1, typeMeta, to: &unknown)
        appendBytes(2, message(object, pod), to: &unknown)
        return Array("k8s\0".utf8) + unknown
    }

    private func message(_ value: JSONValue, _ index: Int) -> [UInt8] {
        let message = schema.messages[index]
        var bytes: [UInt8] = []
        switch (message.name, value) {
        case ("Quantity", .string(let text)):
            appendBytes(1, Array(text.utf8), to: &bytes)
        case ("IntOrString", .string(let text)):
            appendNumber(1, 1, to: &bytes)
            appendBytes(3, Array(text.utf8), to: &bytes)
        case ("IntOrString", .integer(let number)):
            appendNumber(2, number, to: &bytes)
        default:
            for field in message.fields { append(field, of: value, to: &bytes) }
        }
        return bytes
    }

    private func append(_ field: PodSchema.Field, of value: JSONValue, to bytes: inout [UInt8]) {
        if field.isInline {
            guard case .message(let index) = field.kind else { return }
            appendBytes(field.number, message(value, index), to: &bytes)
            return
        }
        guard let member = value[field.name], !member.isNull else { return }
        switch field.shape {
        case .single, .optional: appendElement(field, member, to: &bytes)
        case .list: for element in member.array ?? [] { appendElement(field, element, to: &bytes) }
        case .map:
            for entry in member.members ?? [] {
                var pair: [UInt8] = []
                appendBytes(1, Array(entry.key.utf8), to: &pair)
                if case .message(let index) = field.kind {
                    appendBytes(2, message(entry.value, index), to: &pair)
                } else {
                    appendBytes(2, Array((entry.value.string ?? "").utf8), to: &pair)
                }
                appendBytes(field.number, pair, to: &bytes)
            }
        }
    }

    private func appendElement(_ field: PodSchema.Field, _ value: JSONValue, to bytes: inout [UInt8]) {
        switch field.kind {
        case .text, .bytes: appendBytes(field.number, Array((value.string ?? "").utf8), to: &bytes)
        case .bool: appendNumber(field.number, value.bool == true ? 1 : 0, to: &bytes)
        case .int32, .int64: appendNumber(field.number, value.integer ?? 0, to: &bytes)
        case .message(let index): appendBytes(field.number, message(value, index), to: &bytes)
        }
    }

    private func appendNumber(_ field: Int, _ value: Int64, to bytes: inout [UInt8]) {
        appendVarint(UInt64(field) << 3, to: &bytes)
        appendVarint(UInt64(bitPattern: value), to: &bytes)
    }

    private func appendBytes(_ field: Int, _ content: [UInt8], to bytes: inout [UInt8]) {
        appendVarint(UInt64(field) << 3 | 2, to: &bytes)
        appendVarint(UInt64(content.count), to: &bytes)
        bytes.append(contentsOf: content)
    }

    private func appendVarint(_ value: UInt64, to bytes: inout [UInt8]) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }
}
