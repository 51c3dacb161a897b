import PodFacts
import PolicyObjects

/// Kubernetes: `field.ErrorType`, with the names that the API shows.
package enum ViolationType: UInt8, Sendable {
    case invalid
    case forbidden

    package var name: String {
        switch self {
        case .invalid: "FieldValueInvalid"
        case .forbidden: "FieldValueForbidden"
        }
    }
}

/// One field error of one policy: ranges into the list that holds it.
package struct Violation: Sendable {
    /// The value that was refused, as JSON would show it.
    package enum BadValue: Sendable {
        /// An error type that shows no value; JSON has the empty text.
        case none
        case bool(Bool)
        case integer(Int64)
        /// Bytes of `ViolationList.values`.
        case text(start: UInt32, count: UInt32)
        /// Elements of `ViolationList.groups`.
        case groups(start: UInt32, count: UInt32)
    }

    /// The number of the policy.
    package var policy: Int32
    package var type: ViolationType
    package var badValue: BadValue = .none
    /// The error's text in `ViolationList.bytes`: path, `: `, body.
    package var start: UInt32
    package var pathEnd: UInt32 = 0
    /// Where the detail begins; it ends with the text.
    ///
    /// Equal to `end` if there is none.
    package var detailStart: UInt32 = 0
    package var end: UInt32 = 0
}

/// The field errors of a denied pod, written once, in the plugin's order and words.
///
/// `bytes` holds all texts with single spaces between them, which is how Kubernetes joins them, so that a message needs
/// one copy of the whole.
///
/// A hostile pod can have billions of errors (volumes of one name times mounts of that name); past `bytesMax` the list
/// ends and says so with `isTruncated`. Real pods stay below 300 KB.
package struct ViolationList: Sendable {
    package static let bytesMax = 8 << 20

    package private(set) var bytes: [UInt8] = []
    package private(set) var violations: [Violation] = []
    package private(set) var values: [UInt8] = []
    package private(set) var groups: [Int64] = []
    /// Errors were left out because of `bytesMax`.
    package private(set) var isTruncated = false

    /// The policy whose errors are being written.
    var policy: Int32 = 0

    package init() {}

    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        violations.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        groups.removeAll(keepingCapacity: true)
        isTruncated = false
    }

    package var isEmpty: Bool { violations.isEmpty }

    /// The text of one error: `path: body`.
    package func text(_ violation: Violation) -> ArraySlice<UInt8> {
        bytes[Int(violation.start)..<Int(violation.end)]
    }

    package func path(_ violation: Violation) -> ArraySlice<UInt8> {
        bytes[Int(violation.start)..<Int(violation.pathEnd)]
    }

    package func detail(_ violation: Violation) -> ArraySlice<UInt8> {
        bytes[Int(violation.detailStart)..<Int(violation.end)]
    }
}

/// Writing an error: `begin`, the path, one of `invalid…` or `forbidden`, `detail`, `end`.
extension ViolationList {
    /// False if the list is full; the error is then not to be written.
    mutating func begin() -> Bool {
        if bytes.count >= Self.bytesMax {
            isTruncated = true
            return false
        }
        if !violations.isEmpty { bytes.append(UInt8(ascii: " ")) }
        violations.append(Violation(policy: policy, type: .invalid, start: UInt32(bytes.count)))
        return true
    }

    mutating func append(_ text: StaticString) {
        // SAFETY: a literal's bytes live as long as the program.
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(_ text: Span<UInt8>) { bytes.append(text) }

    mutating func append(_ text: ArraySlice<UInt8>) { bytes.append(contentsOf: text) }

    mutating func append(_ number: Int64) { bytes.append(decimal: number) }

    mutating func appendQuoted(_ text: Span<UInt8>) { bytes.append(goQuoted: text) }

    /// The path of a container: `spec.containers[0]`.
    mutating func append(_ kind: ContainerFacts.Kind, _ index: UInt32) {
        switch kind {
        case .initContainer: append("spec.initContainers[")
        case .container: append("spec.containers[")
        case .ephemeralContainer: append("spec.ephemeralContainers[")
        }
        append(Int64(index))
        append("]")
    }

    mutating func invalid(_ value: Bool) {
        endPath(.bool(value))
        if value { append("true") } else { append("false") }
    }

    mutating func invalid(_ value: Int64) {
        endPath(.integer(value))
        append(value)
    }

    mutating func invalid(_ value: Span<UInt8>) {
        endPath(.text(start: UInt32(values.count), count: UInt32(value.count)))
        values.append(value)
        appendQuoted(value)
    }

    mutating func invalid(groups value: Span<Int64>) {
        endPath(.groups(start: UInt32(groups.count), count: UInt32(value.count)))
        append("[]int64{")
        for index in value.indices {
            groups.append(value[index])
            if index > 0 { append(", ") }
            append(value[index])
        }
        append("}")
    }

    mutating func forbidden() {
        violations[violations.count - 1].pathEnd = UInt32(bytes.count)
        violations[violations.count - 1].type = .forbidden
        append(": Forbidden: ")
        violations[violations.count - 1].detailStart = UInt32(bytes.count)
    }

    /// What follows is the detail of an invalid value.
    mutating func detail(_ text: StaticString) {
        append(": ")
        violations[violations.count - 1].detailStart = UInt32(bytes.count)
        append(text)
    }

    mutating func end() {
        violations[violations.count - 1].end = UInt32(bytes.count)
        if violations[violations.count - 1].detailStart == 0 {
            violations[violations.count - 1].detailStart = UInt32(bytes.count)
        }
    }

    private mutating func endPath(_ value: Violation.BadValue) {
        violations[violations.count - 1].pathEnd = UInt32(bytes.count)
        violations[violations.count - 1].badValue = value
        append(": Invalid value: ")
    }

}
