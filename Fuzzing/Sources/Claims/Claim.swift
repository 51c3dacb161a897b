/// Ends a fuzz target's run if something does not hold, which libFuzzer takes for a finding, and says what: an optimised
/// `precondition` keeps its message to itself.
public func claim(_ holds: Bool, _ otherwise: @autoclosure () -> String) {
    if !holds { fatalError(otherwise()) }
}
