/// Why a text names no Kubernetes version or no feature gates that Muster knows.
package struct AdmissionOptionError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

extension KubernetesVersion {
    /// Reads `1.20`, `v1.20` or `1.20.2`; the patch number changes nothing.
    package init(parsing text: String) throws(AdmissionOptionError) {
        let digits = text.utf8.first == UInt8(ascii: "v") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        let isNumeric = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard isNumeric, (2...3).contains(parts.count), let version = Self(rawValue: "\(parts[0]).\(parts[1])") else {
            let known = Self.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            throw AdmissionOptionError("unknown Kubernetes version \(quoted(text)), expected one of \(known)")
        }
        self = version
    }
}
