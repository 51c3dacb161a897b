import FleetEvaluation
package import Logging
package import Transport

/// What `muster serve` runs: listeners, endpoints, workers.
package final class MusterServer: Sendable {
    package struct Configuration: Sendable {
        package var transport: ServerConfiguration
        package var policySets: PolicySetStore
        /// Threads that evaluate; the machine's processors if nil.
        package var workers: Int?
        /// Batches at once; beyond, requests are answered 503.
        package var batchesMax = BatchAdmission.batchesMaxStandard
        /// Bytes of incomplete items whose window was given back, because they are too large to be complete within it.
        package var largeItemBytesMax = BatchAdmission.largeItemBytesMaxStandard
        package var version: String
        package var logger: Logger

        package init(transport: ServerConfiguration, policySets: PolicySetStore, version: String, logger: Logger) {
            self.transport = transport
            // A batch may come as slowly as its writer finds pods; what brings hardly a byte for two minutes is given up.
            self.transport.timeouts.bodyPeriod = 120_000
            self.transport.timeouts.bodyBytesPerSecond = 1
            self.policySets = policySets
            self.version = version
            self.logger = logger
        }
    }

    private let server: HTTP2Server
    private let admission: BatchAdmission

    package init(_ configuration: Configuration) {
        admission = BatchAdmission(
            batchesMax: configuration.batchesMax,
            largeItemBytesMax: configuration.largeItemBytesMax
        )
        let service = EvaluationService(
            policySets: configuration.policySets,
            evaluator: FleetEvaluator(workersMax: configuration.workers),
            admission: admission,
            version: configuration.version,
            logger: configuration.logger
        )
        server = HTTP2Server(configuration: configuration.transport, service: service)
    }

    package func start() throws(TransportError) { try server.start() }

    /// Where it listens, with the ports that the system chose.
    package var boundAddresses: [ListenAddress] { server.boundAddresses }

    package var counters: TransportCounters { server.counters }

    /// Batches that are being evaluated.
    package var batchCount: Int { admission.batchCount }

    /// Takes no new batches, lets the accepted ones finish, and stops.
    /// - Returns: how many of them had to be cut because the time was over.
    package func drain(timeout: Duration) async -> Int {
        admission.stopAdmitting()
        return await server.drain(timeout: timeout)
    }

    /// Closes everything at once.
    package func stop() { server.stop() }
}
