import Foundation
import MusterExecutable
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

    /// All of Foundation, with the world's calendars and languages, is a quarter of a start's processor time; one import of
    /// it anywhere, in a dependency too, brings it back.
    @Test("the program needs no more of Foundation than its essentials")
    func libraries() throws {
        let program = try Data(contentsOf: MusterExecutable.url, options: .mappedIfSafe)
        #expect(program.range(of: Data("libFoundationEssentials.so\0".utf8)) != nil)
        #expect(program.range(of: Data("libFoundation.so\0".utf8)) == nil)
    }
}
