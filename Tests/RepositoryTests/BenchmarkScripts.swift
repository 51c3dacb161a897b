import Foundation
import TestVectors
import Testing

/// The scripts of `Benchmarks` have tests of their own, in Python.
@Suite struct BenchmarkScripts {
    @Test func passTheirTests() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-B", "-m", "unittest", "discover", "Benchmarks"]
        process.currentDirectoryURL = SharedFiles.project
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(said)")
        // A run of no tests succeeds as well.
        #expect(!said.contains("Ran 0 tests"), "\(said)")
    }
}
