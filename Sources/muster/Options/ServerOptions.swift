import ArgumentParser
import MusterClient
import Transport

/// A server that evaluates, in place of this process.
struct ServerOptions: ParsableArguments {
    @Option(
        name: .customLong("server"),
        help: ArgumentHelp(
            "Have a server evaluate, under its own policies.",
            discussion:
                "https://HOST:PORT (443 without a port), unix:PATH; in the clear http://HOST:PORT (80), http+unix:PATH.",
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

    @Option(
        name: .customLong("pin-sha256"),
        help: ArgumentHelp(
            "Trust the one certificate with this SHA-256, and no other.",
            discussion: "The fingerprint that `muster serve` and `openssl x509 -fingerprint -sha256` print.",
            valueName: "fingerprint"
        )
    )
    var pin: CertificateFingerprint?

    @Flag(name: .customLong("insecure-skip-tls-verify"), help: "Trust any certificate.")
    var trustsAnybody = false

    @Option(
        name: .customLong("connect-timeout"),
        help: ArgumentHelp(
            "How long a connection may take to be made, TLS included. 10 without it.",
            valueName: "seconds"
        )
    )
    var connectTimeout: Double?

    func validate() throws {
        if let connectTimeout, !(connectTimeout > 0 && connectTimeout <= Self.connectSecondsMax) {
            throw ValidationError(
                "--connect-timeout takes more than 0 and at most \(Int(Self.connectSecondsMax)) seconds"
            )
        }
        let given = [
            ("--ca", authorities != nil), ("--pin-sha256", pin != nil), ("--insecure-skip-tls-verify", trustsAnybody),
        ].filter { $0.1 }.map { $0.0 }
        if given.count > 1 {
            throw ValidationError("\(given[0]) and \(given[1]) do not go together: each says whom to trust")
        }
        guard server == nil else { return }
        if let option = given.first { throw ValidationError("\(option) needs --server") }
        if connectTimeout != nil { throw ValidationError("--connect-timeout needs --server") }
    }

    private static let connectSecondsMax = 3_600.0

    private var trust: TLSClientContext.Trust {
        if trustsAnybody { return .insecure }
        if let pin { return .pinned(pin) }
        return authorities.map { .authorities(file: $0) } ?? .system
    }

    /// nil: evaluate here.
    func client() throws(CommandFailure) -> MusterClient? {
        guard let server else { return nil }
        var options = MusterClient.Options()
        if let connectTimeout { options.patience.connect = .seconds(connectTimeout) }
        options.connectionLost = { error in
            CheckProgress.writeErrorLine("\(error); trying again for 30 s")
        }
        do throws(ClientError) {
            return try MusterClient(server: try ServerLocation(parsing: server), trust: trust, options: options)
        } catch {
            throw CommandFailure(.unusable, error.description)
        }
    }
}

extension CertificateFingerprint: ExpressibleByArgument {
    package init?(argument: String) { self.init(parsing: argument) }
}
