import ArgumentParser
import MusterClient
import Transport

/// A server that evaluates, in place of this process.
struct ServerOptions: ParsableArguments {
    @Option(
        name: .customLong("server"),
        help: ArgumentHelp(
            "Have a server evaluate, under its own policies.",
            discussion: "https://HOST:PORT, unix:PATH; in the clear http://HOST:PORT, http+unix:PATH.",
            valueName: "URL"
        )
    )
    var server: String?

    @Option(
        name: .customLong("ca"),
        help: ArgumentHelp("The CA certificates to trust, PEM.", valueName: "file"),
        completion: .file()
    )
    var authorities: String?

    @Flag(name: .customLong("insecure-skip-tls-verify"), help: "Trust any certificate.")
    var trustsAnybody = false

    func validate() throws {
        guard server == nil else { return }
        if authorities != nil { throw ValidationError("--ca needs --server") }
        if trustsAnybody { throw ValidationError("--insecure-skip-tls-verify needs --server") }
    }

    /// nil: evaluate here.
    func client() throws(CommandFailure) -> MusterClient? {
        guard let server else { return nil }
        let trust: TLSClientContext.Trust =
            trustsAnybody ? .insecure : authorities.map { .authorities(file: $0) } ?? .system
        var options = MusterClient.Options()
        options.connectionLost = { error in
            CheckProgress.writeErrorLine("\(server): the connection is lost, trying again for 30 s: \(error)")
        }
        do throws(ClientError) {
            return try MusterClient(server: try ServerLocation(parsing: server), trust: trust, options: options)
        } catch {
            throw CommandFailure(.unusable, error.description)
        }
    }
}
