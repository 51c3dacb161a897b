/// What became of the lines so far.
package struct LineTally: Sendable, Equatable {
    package var items = 0
    package var allowed = 0
    package var denied = 0
    package var ignored = 0
    package var mutated = 0
    /// Bad lines and pods that cannot be decoded.
    package var invalid = 0

    package init() {}

    package mutating func add(_ other: LineTally) {
        items += other.items
        allowed += other.allowed
        denied += other.denied
        ignored += other.ignored
        mutated += other.mutated
        invalid += other.invalid
    }
}
