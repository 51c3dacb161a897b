import Foundation
import TestVectors
import Testing

/// What the tests rest on.
@Suite("running muster")
struct MusterProcessTests {
    @Test("a run that does not end is an error, and the process is gone")
    func deadline() throws {
        let folder = try TemporaryFolder()
        let listen = "unix:\(folder.url.appendingPathComponent("s").path)"
        #expect(throws: TestVectorError.self) {
            try MusterProcess.run(["serve", "--listen", listen, "--insecure-h2c"], secondsMax: 2)
        }
    }
}
