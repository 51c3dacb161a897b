/// The image names of which the default pull policy is known without a doubt.
enum ImageReference {
    /// `Always` for the tag `latest` or none, `IfNotPresent` for another tag; nil where it would take the whole grammar of
    /// image references to know (digests, upper case, odd separators): such a container compares as it was sent.
    ///
    /// Kubernetes: `SetDefaults_Container`, `parsers.ParseImageName`.
    static func defaultPullPolicy(_ image: [UInt8]) -> String? {
        guard image.count <= 200 else { return nil }
        let components = image.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard let last = components.last else { return nil }
        for (index, component) in components.dropLast().enumerated() {
            // The first may be a registry with a port.
            let parts = component.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard isPlainName(parts[0]) else { return nil }
            guard parts.count > 1 else { continue }
            guard index == 0, parts.count == 2, isPort(parts[1]), !parts[0].contains(UInt8(ascii: "_")) else {
                return nil
            }
        }
        let parts = last.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count <= 2, isPlainName(parts[0]), !isIdentifier(image) else { return nil }
        guard parts.count == 2 else { return "Always" }
        guard isTag(parts[1]) else { return nil }
        return parts[1].elementsEqual("latest".utf8) ? "Always" : "IfNotPresent"
    }

    /// Lower-case letters and digits, single `.`, `_` or `-` between them.
    private static func isPlainName(_ name: ArraySlice<UInt8>) -> Bool {
        var isAfterSeparator = true
        for byte in name {
            if isLowerAlphanumeric(byte) {
                isAfterSeparator = false
            } else {
                guard "._-".utf8.contains(byte), !isAfterSeparator else { return false }
                isAfterSeparator = true
            }
        }
        return !isAfterSeparator
    }

    private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
        (1...5).contains(text.count) && text.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }

    private static func isTag(_ text: ArraySlice<UInt8>) -> Bool {
        guard (1...128).contains(text.count), let first = text.first, first != UInt8(ascii: "."),
            first != UInt8(ascii: "-")
        else { return false }
        return text.allSatisfy { isLowerAlphanumeric($0) || (0x41...0x5A).contains($0) || "._-".utf8.contains($0) }
    }

    /// 64 hexadecimal digits are an image's identifier, not its name.
    private static func isIdentifier(_ image: [UInt8]) -> Bool {
        image.count == 64 && image.allSatisfy { isLowerAlphanumeric($0) }
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
