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
    func essentials() throws {
        let program = try Data(contentsOf: MusterExecutable.url, options: .mappedIfSafe)
        #expect(program.range(of: Data("20FoundationEssentials".utf8)) != nil)
        for foundation in ["libFoundation.so\0", "CFRunLoopGetMain"] {
            #expect(program.range(of: Data(foundation.utf8)) == nil, "\(foundation)")
        }
    }

    #if !DEBUG
        @Test("the program needs no Swift where it runs")
        func ownSwift() throws {
            let program = try Data(contentsOf: MusterExecutable.url, options: .mappedIfSafe)
            #expect(program.range(of: Data("libssl.so.3\0".utf8)) != nil)
            #expect(program.range(of: Data("libswiftCore.so\0".utf8)) == nil)
        }
    #endif
}
