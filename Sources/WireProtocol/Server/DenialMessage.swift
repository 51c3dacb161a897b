import FoundationEssentials

/// Kubernetes' message about a denied pod, put together from what was sent once and what was sent about the pod.
///
/// Kubernetes: `apierrors.NewForbidden` around the plugin's error; `field.ErrorList` printed with `%v`.
package enum DenialMessage {
    /// Appends the message.
    ///
    /// `opening` is that part of the stream's wording which the cause names; `texts` is nil for a denial without a list. Of a list
    /// that is cut the message says so, which Kubernetes' would not.
    package static func append(
        name: [UInt8],
        opening: [UInt8],
        texts: [[UInt8]]?,
        isCut: Bool = false,
        to output: inout [UInt8]
    ) {
        output.append(contentsOf: "pods \"".utf8)
        output.append(contentsOf: name)
        output.append(contentsOf: "\" is forbidden: ".utf8)
        output.append(contentsOf: opening)
        guard let texts else { return }
        output.append(UInt8(ascii: "["))
        for (index, text) in texts.enumerated() {
            if index > 0 { output.append(UInt8(ascii: " ")) }
            output.append(contentsOf: text)
        }
        if isCut { output.append(contentsOf: " (more errors were left out)".utf8) }
        output.append(UInt8(ascii: "]"))
    }
}

extension WireWording {
    /// The fixed parts as bytes.
    package init(admit: [UInt8], validate: [UInt8], noPolicies: [UInt8]) {
        self.init()
        self.admit = .init(admit)
        self.validate = .init(validate)
        self.noPolicies = .init(noPolicies)
    }

    package func opening(_ cause: DenialCause) -> [UInt8] {
        switch cause {
        case .admit: [UInt8](admit)
        case .validate: [UInt8](validate)
        case .noPolicies: [UInt8](noPolicies)
        }
    }
}
