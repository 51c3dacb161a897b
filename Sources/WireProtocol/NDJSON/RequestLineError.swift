package import JSONScan

/// Why a request line cannot be evaluated: the text of its answer's `error`.
package struct RequestLineError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Lower case, no full stop.
    package var reason: String

    package init(_ reason: String) { self.reason = reason }

    package init(_ error: JSONError) { self.init("the line is no JSON object: \(error)") }

    package var description: String { reason }
}
