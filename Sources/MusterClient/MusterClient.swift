package import Transport
package import WireProtocol

/// Streams items to a server and gives each one's verdict exactly once, over as many connections as it takes.
///
///     let client = try MusterClient(server: try ServerLocation(parsing: "https://muster:8443"), trust: .system)
///     try await client.evaluate(items, open) { verdicts in … }
///
/// Items go in as the sequence gives them and no faster than the server takes them; verdicts come in the order in which the
/// server gives them, which is the items' own if `open.ordered` is set. When a connection is lost, what has no verdict is
/// sent again. A batch is complete when a stream has ended with its Summary, and not before: verdicts alone do not end it.
package final class MusterClient: Sendable {
    package struct Options: Sendable {
        /// Items that are sent, or about to be, and have no verdict yet.
        package var itemsInFlightMax = 16_384
        /// Their bytes; one item may go beyond.
        package var bytesInFlightMax = 16 * 1024 * 1024
        /// How long a server may say nothing, while a connection is made and afterwards.
        package var patience = ClientPatience()
        /// A server that is lost is tried again for so long, counted from the last verdict.
        package var reconnectTimeout: Duration = .seconds(30)
        /// Told why when a server that answered is lost, before it is tried again; once until it answers anew.
        package var connectionLost: (@Sendable (ClientError) -> Void)?

        package init() {}
    }

    private let server: ServerLocation
    private let tls: TLSClientContext?
    private let options: Options
    private let http: HTTP2Client

    package init(
        server: ServerLocation,
        trust: TLSClientContext.Trust,
        options: Options = Options()
    ) throws(ClientError) {
        self.server = server
        self.options = options
        do throws(TransportError) {
            tls = server.usesTLS ? try TLSClientContext(trust) : nil
            http = try HTTP2Client()
        } catch {
            throw ClientError(error)
        }
    }

    /// Ends the client's thread.
    ///
    /// Not to be called while a batch is under way.
    package func stop() { http.stop() }

    /// Evaluates a batch of any length.
    ///
    /// `deliver` gets verdicts as they come, some at a time, and is waited for, so that a slow one slows the batch down.
    /// Throws `ClientError`, or what the sequence or `deliver` throws. The sequence must end when its task is cancelled.
    package func evaluate<Items: AsyncSequence & Sendable>(
        _ items: Items,
        _ open: WireOpen,
        deliver: ([ItemVerdict]) async throws -> Void
    ) async throws where Items.Element == ClientItem {
        let gate = BatchGate(
            open,
            itemsInFlightMax: options.itemsInFlightMax,
            bytesInFlightMax: options.bytesInFlightMax
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    for try await item in items {
                        guard await gate.push(item) else { return }
                    }
                    gate.finishInput()
                } catch {
                    gate.fail(error)
                }
            }
            do {
                try await runStreams(gate, deliver)
                gate.close()
            } catch {
                gate.close()
                group.cancelAll()
                throw gate.sourceFailure ?? error
            }
        }
    }

    /// What a stream's end asks for.
    private enum StreamEnd {
        case complete
        /// Lost or given up; worth another try. The flag says whether it brought anything.
        case cut(ClientError, hadAnswers: Bool)
    }

    private func runStreams(_ gate: BatchGate, _ deliver: ([ItemVerdict]) async throws -> Void) async throws {
        let clock = ContinuousClock()
        var retry = RetryPause(giveUpAfter: options.reconnectTimeout)
        var isLossTold = false
        while true {
            let end: StreamEnd
            switch await connect() {
            case .success(let connection):
                retry.connected(clock.now)
                defer { connection.close() }
                end = try await runStream(connection, gate, deliver)
            case .failure(let error):
                end = .cut(error, hadAnswers: false)
            }
            if let failure = gate.sourceFailure { throw failure }
            guard case .cut(let error, let hadAnswers) = end else { return }
            if hadAnswers { isLossTold = false }
            try Task.checkCancellation()
            // A server that has never been reached is not waited for, items or not.
            //
            // With all items answered a stream is opened all the same, for its Summary: without one nothing is complete.
            if retry.hasConnected, hadAnswers || (gate.isIdle && !gate.isComplete) {
                await gate.waitForItems()
                retry.progressed(clock.now)
            }
            if let failure = gate.sourceFailure { throw failure }
            guard let pause = retry.next(clock.now) else { throw error }
            if !isLossTold {
                isLossTold = true
                options.connectionLost?(error)
            }
            try await Task.sleep(for: pause)
        }
    }

    private func connect() async -> Result<ClientConnection, ClientError> {
        do throws(TransportError) {
            return .success(try await http.connect(to: server.address, tls: tls, patience: options.patience))
        } catch {
            return .failure(ClientError(connecting: error, to: server))
        }
    }

    private func runStream(
        _ connection: ClientConnection,
        _ gate: BatchGate,
        _ deliver: ([ItemVerdict]) async throws -> Void
    ) async throws -> StreamEnd {
        let exchange = connection.exchange(
            RequestHead(
                method: "POST",
                path: "/v1/evaluate",
                scheme: server.usesTLS ? "https" : "http",
                headers: [HeaderField("content-type", MediaType.batch)]
            )
        )
        guard gate.beginStream(exchange) else { throw CancellationError() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await Self.send(gate, exchange) }
            do {
                let end = try await receive(exchange, gate, deliver)
                gate.endStream()
                if case .cut = end { exchange.cancel() }
                return end
            } catch {
                gate.endStream()
                exchange.cancel()
                throw error
            }
        }
    }

    /// Sends until the request is at its end or the stream is over; who receives notices what goes wrong.
    private static func send(_ gate: BatchGate, _ exchange: ClientExchange) async {
        do {
            while true {
                switch try await gate.nextChunk() {
                case .bytes(let bytes): try await exchange.send(bytes)
                case .finish: return exchange.finish()
                case .stop: return
                }
            }
        } catch let error as ClientError {
            gate.fail(error)
        } catch {}
    }

    private func receive(
        _ exchange: ClientExchange,
        _ gate: BatchGate,
        _ deliver: ([ItemVerdict]) async throws -> Void
    ) async throws -> StreamEnd {
        var hadAnswers = false
        do {
            let head = try await exchange.head
            guard head.status == 200 else { return try await refusal(head, exchange) }
            while let bytes = try await exchange.receive() {
                var verdicts: [ItemVerdict] = []
                var failure: WireFailure?
                var fatal: ClientError?
                do throws(ClientError) {
                    failure = try gate.receive(bytes, into: &verdicts)
                } catch {
                    fatal = error
                }
                if !verdicts.isEmpty {
                    hadAnswers = true
                    try await deliver(verdicts)
                }
                if let fatal { throw fatal }
                if let failure {
                    let error = ClientError(
                        .unreachable,
                        "`\(server)`: the server gave the batch up: \(failure.reason)",
                        failure: failure
                    )
                    return .cut(error, hadAnswers: hadAnswers)
                }
            }
        } catch let error as TransportError {
            return .cut(ClientError(error, server), hadAnswers: hadAnswers)
        }
        if gate.hasSummary { return .complete }
        let error = ClientError(.unreachable, "`\(server)`: the answer was cut: it ended without a summary")
        return .cut(error, hadAnswers: hadAnswers)
    }

    /// An error response: overload passes, anything else does not.
    private func refusal(_ head: ResponseHead, _ exchange: ClientExchange) async throws -> StreamEnd {
        var body: [UInt8] = []
        while body.count < Self.errorBodyBytesMax, let bytes = try await exchange.receive() { body += bytes }
        let text = String(decoding: body.prefix(Self.errorBodyBytesMax), as: UTF8.self)
        let description = "`\(server)`: the server answered with status \(head.status): \(text)"
        guard head.status == 503 || head.status == 429 else { throw ClientError(.refused, description) }
        return .cut(ClientError(.unreachable, description), hadAnswers: false)
    }

    private static let errorBodyBytesMax = 4 * 1024
}
