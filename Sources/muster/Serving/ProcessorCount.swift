import FleetEvaluation

/// The processors of this machine.
enum ProcessorCount {
    static var online: Int { FleetEvaluator.workersStandard }
}
