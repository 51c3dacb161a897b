package import Transport

/// Where a server is, as `--server` takes it: `https://HOST[:PORT]`, `http://HOST[:PORT]` (HTTP/2 in the clear, with prior
/// knowledge), `https+unix:PATH` or `unix:PATH` for short, `http+unix:PATH`.
///
/// A URL without a port means its scheme's own, 443 or 80, as everywhere else.
package struct ServerLocation: Sendable, Equatable, CustomStringConvertible {
    /// The port of a URL without one.
    private static func standardPort(_ scheme: String) -> UInt16 { scheme == "https" ? 443 : 80 }

    package let address: ListenAddress
    package let usesTLS: Bool
    package let description: String

    package init(parsing text: String) throws(ClientError) {
        description = text
        let form = "expected https://HOST:PORT, http://HOST:PORT, unix:PATH or http+unix:PATH"
        guard let colon = text.firstIndex(of: ":") else { throw ClientError(.invalidServer, "`\(text)`: \(form)") }
        let scheme = text[..<colon].lowercased()
        var rest = String(text[text.index(after: colon)...])
        usesTLS = scheme.hasPrefix("https") || scheme == "unix"
        do throws(TransportError) {
            switch scheme {
            case "unix", "https+unix", "http+unix":
                address = try ListenAddress(parsing: "unix:\(rest)")
            case "https", "http":
                guard rest.hasPrefix("//") else { throw TransportError(.invalidAddress, "`\(text)`: \(form)") }
                rest.removeFirst(2)
                if rest.hasSuffix("/") { rest.removeLast() }
                guard !rest.contains("/"), !rest.contains("@") else {
                    throw TransportError(.invalidAddress, "`\(text)`: a server has neither path nor user; \(form)")
                }
                address = try ListenAddress(parsing: Self.hasPort(rest) ? rest : "\(rest):\(Self.standardPort(scheme))")
            default:
                throw TransportError(.invalidAddress, "`\(text)`: \(form)")
            }
        } catch {
            throw ClientError(.invalidServer, error.description)
        }
    }

    /// The colons inside `[IPv6]` are not the port's.
    private static func hasPort(_ authority: String) -> Bool {
        guard let colon = authority.lastIndex(of: ":") else { return false }
        guard let bracket = authority.lastIndex(of: "]") else { return true }
        return colon > bracket
    }
}
