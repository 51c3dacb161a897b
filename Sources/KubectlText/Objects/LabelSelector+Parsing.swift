package import PolicyObjects

extension LabelSelector {
    /// Reads `-l`: `a=b,c!=d,e in (x,y),f notin (z),g,!h`.
    ///
    /// Kubernetes: `labels.Parse`; its comparisons `>` and `<` are not taken.
    package init(parsing text: String) throws(KubectlError) {
        self.init()
        for part in Self.requirements(in: text) { matchExpressions.append(try Requirement(parsing: part)) }
    }

    /// The parts between commas that stand in no brackets.
    private static func requirements(in text: String) -> [String] {
        var parts = [""]
        var isInBrackets = false
        for scalar in text.unicodeScalars {
            if scalar == "(" { isInBrackets = true }
            if scalar == ")" { isInBrackets = false }
            if scalar == ",", !isInBrackets {
                parts.append("")
            } else {
                parts[parts.count - 1].unicodeScalars.append(scalar)
            }
        }
        return text.isEmpty ? [] : parts
    }
}

extension LabelSelector.Requirement {
    fileprivate init(parsing text: String) throws(KubectlError) {
        self.init()
        let trimmed = Self.trim(text[...])
        if trimmed.hasPrefix("!") {
            (key, `operator`) = (Self.trim(trimmed.dropFirst()), "DoesNotExist")
        } else if let equals = trimmed.firstIndex(of: "=") {
            let isNegated = trimmed[..<equals].hasSuffix("!")
            key = Self.trim(isNegated ? trimmed[..<equals].dropLast() : trimmed[..<equals])
            let rest = trimmed[trimmed.index(after: equals)...]
            values = [Self.trim(rest.hasPrefix("=") && !isNegated ? rest.dropFirst() : rest)]
            `operator` = isNegated ? "NotIn" : "In"
        } else if trimmed.hasSuffix(")"), let bracket = trimmed.firstIndex(of: "(") {
            let words = trimmed[..<bracket].split(separator: " ")
            guard words.count == 2, words[1] == "in" || words[1] == "notin" else { throw Self.unreadable(text) }
            (key, `operator`) = (String(words[0]), words[1] == "in" ? "In" : "NotIn")
            values = trimmed[trimmed.index(after: bracket)...].dropLast()
                .split(separator: ",", omittingEmptySubsequences: false).map { Self.trim($0) }
        } else {
            (key, `operator`) = (trimmed, "Exists")
        }
        guard Self.isKey(key), values.allSatisfy({ $0.isEmpty || Self.isKey($0) }) else { throw Self.unreadable(text) }
    }

    private static func unreadable(_ text: String) -> KubectlError {
        .usage("unable to parse requirement \(quoted(text)): write KEY=VALUE, KEY!=VALUE, KEY in (A,B), KEY or !KEY")
    }

    /// Of the characters that keys and values have.
    private static func isKey(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"): true
                default: false
                }
            }
    }

    private static func trim(_ text: Substring) -> String {
        var trimmed = text.drop { $0 == " " }
        while trimmed.last == " " { trimmed.removeLast() }
        return String(trimmed)
    }
}
