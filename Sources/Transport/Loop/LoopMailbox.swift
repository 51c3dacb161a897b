/// The way into a loop from any other thread.
package final class LoopMailbox: Sendable {
    /// Hands a message to the stream's handler, on its loop; dropped if the stream is gone.
    package func post(to token: StreamToken, _ message: any Sendable) {}

    /// Runs a piece of work on the loop's thread.
    package func execute(_ work: @escaping @Sendable () -> Void) {}
}
