/// Whom a slice goes back to.
package protocol SliceOwner: AnyObject, Sendable {
    /// Nobody wants the answers any more; a worker asks from time to time and stops.
    var isCancelled: Bool { get }

    /// Enough answers wait to be taken: a run that has not begun comes back as it is.
    var isPaused: Bool { get }

    /// The slice's run is over. Called on the thread that ran it; must not block.
    func sliceFinished(_ slice: any SliceWork)
}

extension SliceOwner {
    package var isPaused: Bool { false }
}
