package import JSONScan

/// Why a request line cannot be evaluated: the text of its answer's `error`.
package struct RequestLineError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Lower case, no full stop.
    package var reason: String
    /// Where in the line.
    package var offset: Int

    package init(_ reason: String, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    package init(_ error: JSONError) {
        self.init("the line is no JSON object: \(error)", at: error.offset)
    }

    package var description: String { reason }
}
