extension LabelSelector {
    /// An empty selector matches everything; one with an unknown operator matches nothing.
    ///
    /// Kubernetes: `metav1.LabelSelectorAsSelector`.
    package func matches(_ metadata: ObjectMetadata) -> Bool {
        func value(of key: String) -> String? {
            metadata.labels.last { $0.key.utf8.elementsEqual(key.utf8) }?.value
        }
        let hasLabels = matchLabels.allSatisfy { key, wanted in
            value(of: key).map { $0.utf8.elementsEqual(wanted.utf8) } ?? false
        }
        return hasLabels && matchExpressions.allSatisfy { $0.matches(value(of: $0.key)) }
    }
}

extension LabelSelector.Requirement {
    fileprivate func matches(_ value: String?) -> Bool {
        let isListed = value.map { value in values.contains { $0.utf8.elementsEqual(value.utf8) } } ?? false
        switch `operator` {
        case "In": return isListed
        case "NotIn": return !isListed
        case "Exists": return value != nil
        case "DoesNotExist": return value == nil
        default: return false
        }
    }
}
