/// How much of an object is compared; beyond, it counts as different, and the pod is judged.
///
/// The stored object is not read as the new one is, so that its limits do not hold for it. A pod within those has far fewer
/// values than these.
enum ComparisonLimits {
    /// Values of any kind, in one object or in one part of it.
    static let valuesMax = 100_000

    static func elementsMax(of list: PodSchema.Field) -> Int {
        switch list.name {
        case "containers", "initContainers", "ephemeralContainers": PodLimits.standard.containersMax
        case "volumes": PodLimits.standard.volumesMax
        default: PodLimits.standard.listElementsMax
        }
    }

    /// What is left of the values while an object is read.
    struct Budget {
        private var left = valuesMax

        mutating func take(_ count: Int = 1) -> Bool {
            left -= count
            return left >= 0
        }
    }
}
