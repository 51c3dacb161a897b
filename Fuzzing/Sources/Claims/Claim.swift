/// Ends the run if something does not hold, and says what: an optimised `precondition` keeps its message to itself.
@inline(__always)
public func claim(_ holds: Bool, _ otherwise: @autoclosure () -> String) {
    if !holds { fatalError(otherwise()) }
}
