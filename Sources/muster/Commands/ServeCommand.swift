import Admission
import ArgumentParser
import Logging
import MusterService
import PolicyObjects
import Transport

/// `muster serve`: the HTTP/2 service.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serves verdicts over HTTP/2: POST /v1/evaluate, GET /livez, /readyz, /version.",
        discussion: """
            Without -p the policy set that EKS installs answers. Without --tls-cert a self-signed certificate is made for \
            the run and its fingerprint printed, which `muster check --server` takes with --pin-sha256. SIGTERM lets \
            accepted batches finish within --drain-timeout; a second one ends the process at once. Policies are read at the \
            start.

            EXAMPLES
              muster serve -p cluster.yaml -p grants.yaml
              muster serve -p cluster.yaml --listen 0.0.0.0:8443 --tls-cert tls.crt --tls-key tls.key --anonymous-evaluate
              muster serve -p cluster.yaml --listen unix:/run/muster.sock --insecure-h2c
              curl -sk --http2 https://127.0.0.1:8443/readyz
              muster check -f pods.json --server http+unix:/run/muster.sock

            No client takes all of it: of the batches at once, of memory and of the room for large items a connection and a \
            peer have at most half, and the less the more there are who want some. A peer is an address, or the process at \
            the other end of a Unix socket. Clients over loopback cannot be told apart: there only connections are counted. \
            Whoever has its share is answered 503 or REFUSED_STREAM, and may ask again.

            Exit status: 0 stopped by a signal, 1 by a second one, 2 wrong usage, policies that cannot be read or an address \
            that cannot be listened on, 4 stopped by a signal with batches cut because the drain timeout passed.
            """
    )

    @OptionGroup var policyOptions: PolicyOptions

    @Option(
        name: .customLong("listen"),
        help: ArgumentHelp(
            "Where to listen; may be repeated. 127.0.0.1:8443 without it.",
            valueName: "HOST:PORT|unix:PATH"
        )
    )
    var listen: [String] = []

    @Option(
        name: .customLong("tls-cert"),
        help: ArgumentHelp("The certificate chain, PEM.", valueName: "file"),
        completion: .file()
    )
    var certificate: String?

    @Option(
        name: .customLong("tls-key"),
        help: ArgumentHelp("The certificate's key, PEM, readable by its owner only.", valueName: "file"),
        completion: .file()
    )
    var key: String?

    @Flag(name: .customLong("insecure-h2c"), help: "Serve in the clear, HTTP/2 by prior knowledge.")
    var isInTheClear = false

    @Flag(
        name: .customLong("anonymous-evaluate"),
        help: "Let anybody who reaches the address ask. Needed for addresses that other machines reach."
    )
    var servesAnonymously = false

    @Option(
        name: .customLong("workers"),
        help: ArgumentHelp("Threads that evaluate; the processors without it.", valueName: "number")
    )
    var workers: Int?

    @Option(
        name: .customLong("drain-timeout"),
        help: ArgumentHelp(
            "How long accepted batches may take to finish after SIGTERM, in seconds.",
            valueName: "seconds"
        )
    )
    var drainTimeout = 30

    @Option(name: .customLong("log-level"), help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel: LogLevel = .info

    @Option(name: .customLong("log-format"), help: "text or json, on standard error.")
    var logFormat: LogFormat = .text

    func validate() throws {
        if (certificate == nil) != (key == nil) { throw ValidationError("--tls-cert and --tls-key go together") }
        if isInTheClear, certificate != nil { throw ValidationError("--insecure-h2c takes no certificate") }
        if let workers, workers < 1 { throw ValidationError("--workers must be at least 1") }
        if drainTimeout < 0 { throw ValidationError("--drain-timeout must not be negative") }
    }

    func run() async throws {
        var logger = Logger(label: "muster") { [logFormat] _ in ErrorOutputLog(format: logFormat) }
        logger.logLevel = logLevel.level
        let addresses = try parsedAddresses()
        let set = try policyOptions.load()
        let store = PolicySetStore(
            set.sources,
            version: set.version,
            optionsFor: set.options
        )
        let tls = try tlsContext(addresses)
        var configuration = MusterServer.Configuration(
            transport: ServerConfiguration(listen: addresses, tls: tls, loops: max(1, ProcessorCount.online / 2)),
            policySets: store,
            version: "muster \(musterVersion)",
            logger: logger
        )
        configuration.workers = workers
        let server = MusterServer(configuration)
        // Before clients can connect: what was accepted is finished, whenever the signal comes.
        let signals = TerminationSignals()
        do throws(TransportError) { try server.start() } catch {
            throw CommandFailure(.unusable, error.description)
        }
        announce(server, store, tls, logger)
        await signals.next()
        logger.notice("draining", metadata: ["batches": "\(server.batchCount)", "seconds": "\(drainTimeout)"])
        signals.exitOnNext(ExitStatus.denied.rawValue)
        let cut = await server.drain(timeout: .seconds(drainTimeout))
        guard cut == 0 else {
            let batches = cut == 1 ? "1 accepted batch was" : "\(cut) accepted batches were"
            throw CommandFailure(
                .serverFailed,
                "\(batches) cut, because the drain timeout of \(drainTimeout) s passed; their clients have to ask again "
                    + "(see --drain-timeout)"
            )
        }
        logger.notice("stopped")
    }

    private func parsedAddresses() throws(CommandFailure) -> [ListenAddress] {
        do throws(TransportError) {
            var addresses: [ListenAddress] = []
            for text in listen.isEmpty ? ["127.0.0.1:8443"] : listen {
                addresses.append(try ListenAddress(parsing: text))
            }
            for address in addresses where !address.isLoopback && !servesAnonymously {
                throw TransportError(
                    .invalidAddress,
                    "`\(address)` can be reached from other machines, and Muster does not authenticate clients yet: "
                        + "listen on a loopback address or unix:PATH, or allow it with --anonymous-evaluate"
                )
            }
            return addresses
        } catch {
            throw CommandFailure(.unusable, error.description)
        }
    }

    private func tlsContext(_ addresses: [ListenAddress]) throws(CommandFailure) -> TLSServerContext? {
        if isInTheClear { return nil }
        do throws(TransportError) {
            if let certificate, let key { return try TLSServerContext(certificateFile: certificate, keyFile: key) }
            let names = addresses.compactMap { address -> String? in
                if case .tcp(let host, _) = address { host } else { nil }
            }
            return try TLSServerContext(selfSignedFor: names)
        } catch {
            throw CommandFailure(.unusable, error.description)
        }
    }

    /// Says where it listens: on standard output a line an address, for scripts that chose port 0.
    private func announce(_ server: MusterServer, _ store: PolicySetStore, _ tls: TLSServerContext?, _ logger: Logger) {
        for address in server.boundAddresses {
            _ = writeAll(Array("listening on \(address)\n".utf8), to: 1)
        }
        if certificate == nil, let tls {
            _ = writeAll(Array("self-signed certificate, SHA-256 \(tls.fingerprint)\n".utf8), to: 1)
        }
        logger.info(
            "serving",
            metadata: [
                "addresses": "\(server.boundAddresses.map(\.description).joined(separator: " "))",
                "tls": "\(tls != nil)", "policies": "\(store.own.policyNames.count)",
                "revision": "\(store.own.revision)",
                "kubernetes": "\(store.own.options.version.rawValue)",
            ]
        )
        if !store.own.hasUsablePolicies { logger.warning("no usable policy: every pod will be denied") }
    }
}
