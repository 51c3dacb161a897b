/// One complaint of API validation, in Kubernetes' words.
///
/// Kubernetes: `k8s.io/apimachinery/pkg/util/validation/field.Error`.
package struct FieldError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        case required = "Required value"
        case invalid = "Invalid value"
        case notSupported = "Unsupported value"
        case duplicate = "Duplicate value"
        case forbidden = "Forbidden"
        case tooLong = "Too long"
    }

    package var kind: Kind
    package var path: String
    /// As Go prints it; empty where the kind shows none.
    package var value: String
    package var detail: String

    /// `PATH: KIND: VALUE: DETAIL`, what is empty left out.
    package var description: String {
        [path, kind.rawValue, value, detail].filter { !$0.isEmpty }.joined(separator: ": ")
    }

    package static func required(_ path: String, _ detail: String = "") -> FieldError {
        FieldError(kind: .required, path: path, value: "", detail: detail)
    }

    package static func invalid(_ path: String, _ text: String, _ detail: String) -> FieldError {
        FieldError(kind: .invalid, path: path, value: GoText.quoted(text), detail: detail)
    }

    package static func invalid(_ path: String, value: String, _ detail: String) -> FieldError {
        FieldError(kind: .invalid, path: path, value: value, detail: detail)
    }

    package static func notSupported(_ path: String, _ text: String, _ supported: [String]) -> FieldError {
        let list = supported.map { "\"\($0)\"" }.joined(separator: ", ")
        return FieldError(
            kind: .notSupported,
            path: path,
            value: GoText.quoted(text),
            detail: "supported values: \(list)"
        )
    }

    package static func duplicate(_ path: String, _ text: String) -> FieldError {
        FieldError(kind: .duplicate, path: path, value: GoText.quoted(text), detail: "")
    }

    package static func forbidden(_ path: String, _ detail: String) -> FieldError {
        FieldError(kind: .forbidden, path: path, value: "", detail: detail)
    }

    package static func tooLong(_ path: String, bytesMax: Int) -> FieldError {
        FieldError(kind: .tooLong, path: path, value: "", detail: "must have at most \(bytesMax) bytes")
    }
}
