import Foundation
import Testing
import TestVectors

/// Reads the sources: imports between rooms run downward only.
@Suite struct ImportDirections {
    /// What each room may import of the other rooms.
    static let allowed: [String: Set<String>] = [
        "Locking": [],
        "JSONScan": ["CSimdScan"],
        "PodFacts": ["JSONScan"],
        "PolicyObjects": ["JSONScan"],
        "Admission": ["PodFacts", "PolicyObjects", "JSONScan", "COpenSSL"],
        "Manifests": ["PodFacts", "PolicyObjects", "JSONScan", "CYAML", "CZlib", "CZstd"],
        "FleetEvaluation": ["Admission", "PodFacts", "PolicyObjects", "JSONScan", "Locking"],
        "PolicyLint": ["Manifests", "Admission", "PolicyObjects"],
        "Reports": ["Admission", "PodFacts", "PolicyObjects", "JSONScan"],
        "WireProtocol": ["JSONScan"],
        "Transport": ["CNghttp2", "COpenSSL", "CLinux", "Locking"],
        "MusterService": [
            "FleetEvaluation", "Admission", "Manifests", "PodFacts", "PolicyObjects", "WireProtocol", "Transport",
            "JSONScan", "Locking",
        ],
        "MusterClient": ["WireProtocol", "Transport", "JSONScan", "Locking"],
        "KubectlText": ["PolicyObjects", "JSONScan"],
        "muster": [
            "MusterService", "MusterClient", "KubectlText", "PolicyLint", "Reports", "FleetEvaluation", "Manifests",
            "Admission",
            "PolicyObjects", "PodFacts", "WireProtocol", "Transport", "JSONScan", "Locking",
        ],
    ]

    static let rooms = Set(allowed.keys).union([
        "CSimdScan", "CNghttp2", "COpenSSL", "CYAML", "CZlib", "CZstd", "CLinux",
    ])

    @Test(arguments: allowed.keys.sorted())
    func roomImportsOnlyRoomsBelowIt(room: String) throws {
        let allowed = try #require(Self.allowed[room])
        for file in try RepositoryFiles.swift(under: "Sources/\(room)") {
            for module in RepositoryFiles.imports(in: try String(contentsOf: file, encoding: .utf8))
            where Self.rooms.contains(module) && module != room {
                #expect(allowed.contains(module), "\(file.lastPathComponent) of \(room) imports \(module)")
            }
        }
    }

    @Test func everyFolderOfSourcesIsAKnownRoom() throws {
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: SharedFiles.project.appendingPathComponent("Sources").path
        )
        #expect(Set(folders) == Self.rooms, "new rooms belong in the table of allowed imports")
    }

    private static func readme() throws -> String {
        try String(contentsOf: SharedFiles.project.appendingPathComponent("README.md"), encoding: .utf8)
    }

    @Test(arguments: rooms.sorted())
    func readmeDrawsTheRoom(room: String) throws {
        let drawing = try #require(try Self.readme().components(separatedBy: "```\nSources/\n").dropFirst().first)
        let words = drawing.components(separatedBy: "```")[0].split { " \n".contains($0) }
        #expect(words.contains("\(room)/"))
    }

    @Test func readmeTellsTheDirectionsThatHold() throws {
        let page = try Self.readme()
        let line = try #require(page.components(separatedBy: "Imports run downward only").dropFirst().first)
        // What stands in backticks, by the layers that arrows part.
        let layers = line.components(separatedBy: "\n\n")[0].components(separatedBy: "→").map { layer in
            let parts = layer.components(separatedBy: "`")
            return stride(from: 1, to: parts.count, by: 2).map { parts[$0] }
        }
        #expect(Set(layers.joined()) == Self.rooms)
        for (number, layer) in layers.enumerated() {
            let below = Set(layers[(number + 1)...].joined())
            for room in layer {
                let imported = Self.allowed[room] ?? []
                #expect(imported.isSubset(of: below), "\(room) also imports \(imported.subtracting(below).sorted())")
            }
        }
    }
}
