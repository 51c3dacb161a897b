import PodFacts

/// What a controller adds to the pods of its template and the template does not say.
package struct TemplateNames: Sendable {
    /// The pods' `generateName`, `<controller>-`.
    package var generateName: [UInt8]
    /// Of a StatefulSet: for each of these claims the pod gets a volume of that name.
    package var volumeClaims: [[UInt8]]

    package init(generateName: [UInt8] = [], volumeClaims: [[UInt8]] = []) {
        self.generateName = generateName
        self.volumeClaims = volumeClaims
    }
}

extension PodFacts {
    /// Makes the facts of a template those of the pod that its controller creates.
    ///
    /// The claims' volumes come first, each replacing a volume of the template that has its name.
    /// Kubernetes: `pkg/controller/statefulset`, `updateStorage`.
    mutating func fill(from names: TemplateNames) {
        if !names.generateName.isEmpty { generateName = append(names.generateName) }
        guard !names.volumeClaims.isEmpty else { return }
        let claimed = names.volumeClaims
        volumes.removeAll { volume in claimed.contains { $0.elementsEqual(text[volume.name.indices]) } }
        let added = claimed.map { name in
            var volume = VolumeFacts()
            volume.name = append(name)
            volume.type = .persistentVolumeClaim
            return volume
        }
        volumes.insert(contentsOf: added, at: 0)
    }
}
