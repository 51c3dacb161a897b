import PolicyObjects

/// Labels and annotations as every description begins with them.
///
/// Kubernetes: `printLabelsMultiline`, `printAnnotationsMultiline`.
struct MetadataDescription {
    private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"
    /// Key and value together, with the separator between them; longer ones are broken into lines and cut.
    private static let annotationBytesMax = 140

    let metadata: ObjectMetadata
    let version: KubernetesVersion

    func write(to text: inout TabbedText) {
        writeLabels(to: &text)
        writeAnnotations(to: &text)
    }

    private func writeLabels(to text: inout TabbedText) {
        text.append("Labels:\t")
        let labels = metadata.labels.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        guard !labels.isEmpty else { return text.line(0, "<none>") }
        for (number, label) in labels.enumerated() {
            if number > 0 { text.append("\t") }
            text.line(0, "\(label.key)=\(label.value)")
        }
    }

    private func writeAnnotations(to text: inout TabbedText) {
        text.append("Annotations:\t")
        let annotations = metadata.annotations
            .filter { version < .v1_20 || !$0.key.utf8.elementsEqual(Self.lastApplied.utf8) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        guard !annotations.isEmpty else { return text.line(0, "<none>") }
        for (number, annotation) in annotations.enumerated() {
            if number > 0 { text.append("\t") }
            write(annotation.key, annotation.value, to: &text)
        }
    }

    private func write(_ key: String, _ whole: String, to text: inout TabbedText) {
        // Bytes, since a carriage return and a line feed are one Character.
        var value = Array(whole.utf8)[...]
        if value.last == 0x0A { value = value.dropLast() }
        let isLong = key.utf8.count + value.count + 2 > Self.annotationBytesMax
        guard isLong || value.contains(0x0A) else {
            text.append("\(key): ")
            text.append(value)
            return text.append("\n")
        }
        text.line(0, "\(key):")
        for line in value.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let bytesMax = Self.annotationBytesMax - 2
            text.append("\t  ")
            // The cut may fall inside a character, as kubectl's does.
            text.append(line.prefix(bytesMax))
            text.append(line.count > bytesMax ? "...\n" : "\n")
        }
    }
}
