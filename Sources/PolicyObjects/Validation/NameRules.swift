/// The rules for names, keys and label values, with the complaints of `k8s.io/apimachinery/pkg/util/validation`.
enum NameRules {
    private static let subdomainExpression = #"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"#

    /// Kubernetes: `IsDNS1123Subdomain`.
    static func subdomainProblems(_ name: String, version: KubernetesVersion) -> [String] {
        var problems: [String] = []
        if name.utf8.count > 253 { problems.append("must be no more than 253 characters") }
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        if !labels.allSatisfy({
            isFramed($0, ends: isLowerAlphanumeric) { isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }) {
            let what = version < .v1_20 ? "DNS-1123" : "lowercase RFC 1123"
            problems.append(
                "a \(what) subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
                    + "end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
                    + "'\(subdomainExpression)')"
            )
        }
        return problems
    }

    /// A `generateName` is judged as if a letter stood for its last dash.
    ///
    /// Kubernetes: `maskTrailingDash`.
    static func maskingTrailingDash(_ prefix: String) -> String {
        guard prefix.utf8.count > 1, prefix.utf8.last == UInt8(ascii: "-") else { return prefix }
        return String(decoding: prefix.utf8.dropLast(2), as: UTF8.self) + "a"
    }

    private static let qualifiedNameText =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
        + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

    /// Kubernetes: `IsQualifiedName`.
    static func qualifiedNameProblems(_ key: String, version: KubernetesVersion) -> [String] {
        let parts = key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var problems: [String] = []
        if parts.count > 2 {
            return [
                "a qualified name \(qualifiedNameText) with an optional DNS subdomain prefix and '/' "
                    + "(e.g. 'example.com/MyName')"
            ]
        }
        if parts.count == 2, let prefix = parts.first {
            let text = String(decoding: prefix, as: UTF8.self)
            let found = text.isEmpty ? ["must be non-empty"] : subdomainProblems(text, version: version)
            problems += found.map { "prefix part \($0)" }
        }
        let name = parts.last ?? key.utf8[...]
        if name.isEmpty {
            problems.append("name part must be non-empty")
        } else if name.count > 63 {
            problems.append("name part must be no more than 63 characters")
        }
        if !isFramed(name, ends: isAlphanumeric, inside: isNameByte) {
            problems.append("name part \(qualifiedNameText)")
        }
        return problems
    }

    /// Kubernetes: `IsValidLabelValue`.
    static func labelValueProblems(_ value: String) -> [String] {
        var problems: [String] = []
        if value.utf8.count > 63 { problems.append("must be no more than 63 characters") }
        if !value.isEmpty, !isFramed(value.utf8[...], ends: isAlphanumeric, inside: isNameByte) {
            problems.append(
                "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start "
                    + "and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for "
                    + "validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
            )
        }
        return problems
    }

    static let sysctlExpression = #"([a-z0-9]([-_a-z0-9]*[a-z0-9])?\.)*([a-z0-9][-_a-z0-9]*)?[a-z0-9*]"#

    /// Kubernetes: `IsValidSysctlPattern`.
    static func isSysctlPattern(_ text: String) -> Bool {
        guard text.utf8.count <= 253 else { return false }
        let inside = { (byte: UInt8) in
            isLowerAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
        var segments = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let final = segments.popLast(), let end = final.last else { return false }
        let isFinalGood =
            (isLowerAlphanumeric(end) || end == UInt8(ascii: "*"))
            && (final.count == 1 || final.first.map(isLowerAlphanumeric) == true)
            && final.dropLast().allSatisfy(inside)
        return isFinalGood && segments.allSatisfy { isFramed($0, ends: isLowerAlphanumeric, inside: inside) }
    }

    // MARK: Bytes

    /// Not empty, with bytes of one kind at both ends and of another between them.
    private static func isFramed(
        _ text: Substring.UTF8View,
        ends: (UInt8) -> Bool,
        inside: (UInt8) -> Bool
    ) -> Bool {
        guard let first = text.first, let last = text.last else { return false }
        return ends(first) && ends(last) && text.allSatisfy(inside)
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowerAlphanumeric(byte) || (0x41...0x5A).contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
    }
}
