// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target of this package is compiled with.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// Library targets also mark every unsafe expression; test macros expand to code that this setting rejects.
let strictLibrary: [SwiftSetting] = strict + [.strictMemorySafety()]

func room(_ name: String, _ dependencies: [Target.Dependency] = [], _ settings: [SwiftSetting] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strictLibrary + settings)
}

/// What a test calls is optimised in release builds; the tests themselves gain nothing by it, and half of the build's time
/// went there.
let strictTests: [SwiftSetting] = strict + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

/// `scripts/test-threads` builds.
let isForThreadTests = Context.environment["MUSTER_THREAD_TESTS"] != nil

/// Debug builds and the thread sanitizer's keep the checks.
///
/// A connection and its batches belong to one thread at a time, and the library's callbacks write through one reference after
/// the other: run-time checks of exclusivity were a tenth of a small request's instructions, and one in thirty of a streamed
/// batch's.
let withoutExclusivityChecks: [SwiftSetting] =
    isForThreadTests ? [] : [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]

func tests(_ name: String, _ dependencies: [Target.Dependency], isOptimised: Bool = false) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: isOptimised ? strict : strictTests)
}

/// Links Swift's libraries into the program: it starts in two thirds of the time, and runs where there is no Swift.
let withinProgram = ["-static-stdlib", "-use-ld=lld", "-l_FoundationCollections", "-l_FoundationCShims"]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let swiftProtobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")

let package = Package(
    name: "muster",
    products: [
        .executable(name: "muster", targets: ["muster"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        // Its traits, helpers for streams and field masks, bring all of Foundation, which every start of `muster` would load.
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    ],
    targets: [
        // System libraries.
        .systemLibrary(name: "CNghttp2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CLinux"),

        // The rooms, from the bottom up; imports run downward only.
        .target(name: "CSimdScan"),
        room("Locking"),
        room("JSONScan", ["CSimdScan"]),
        room("PodFacts", ["JSONScan"]),
        room("PolicyObjects", ["JSONScan"]),
        room("Admission", ["PodFacts", "PolicyObjects", "JSONScan", "COpenSSL"]),
        room("Manifests", ["PodFacts", "PolicyObjects", "JSONScan", "CYAML", "CZlib", "CZstd"]),
        room(
            "FleetEvaluation",
            ["Admission", "PodFacts", "PolicyObjects", "JSONScan", "Locking"],
            withoutExclusivityChecks
        ),
        room("PolicyLint", ["Manifests", "Admission", "PolicyObjects"]),
        room("Reports", ["Admission", "PodFacts", "PolicyObjects", "JSONScan"]),
        room("WireProtocol", ["JSONScan", swiftProtobuf]),
        room("Transport", ["CNghttp2", "COpenSSL", "CLinux", "Locking", deque], withoutExclusivityChecks),
        room(
            "MusterService",
            [
                "FleetEvaluation", "Admission", "Manifests", "PodFacts", "PolicyObjects", "WireProtocol", "Transport",
                "JSONScan", "Locking", logging,
            ],
            withoutExclusivityChecks
        ),
        room("MusterClient", ["WireProtocol", "Transport", "JSONScan", "Locking", logging]),
        room("KubectlText", ["PolicyObjects", "JSONScan"]),
        .executableTarget(
            name: "muster",
            dependencies: [
                "MusterService", "MusterClient", "KubectlText", "PolicyLint", "Reports", "FleetEvaluation", "Manifests",
                "Admission", "PolicyObjects", "PodFacts",
                "WireProtocol", "Transport", "JSONScan", "Locking", argumentParser, logging, deque,
            ],
            swiftSettings: strictLibrary,
            linkerSettings: [.unsafeFlags(withinProgram, .when(platforms: [.linux], configuration: .release))]
        ),

        // Tests mirror the rooms. TestVectors reads ../shared; ReferenceAdmission is the plain one-policy-at-a-time evaluator.
        .target(name: "TestVectors", dependencies: ["JSONScan"], path: "Tests/TestVectors", swiftSettings: strict),
        .target(
            name: "ReferenceAdmission",
            dependencies: ["PodFacts", "PolicyObjects", "JSONScan"],
            path: "Tests/ReferenceAdmission",
            swiftSettings: strict
        ),
        .target(name: "MusterExecutable", path: "Tests/MusterExecutable", swiftSettings: strict),
        tests("JSONScanTests", ["JSONScan", "CSimdScan", "TestVectors"]),
        tests("PodFactsTests", ["PodFacts", "JSONScan", "TestVectors"]),
        tests("PolicyObjectsTests", ["PolicyObjects", "JSONScan", "TestVectors"]),
        tests(
            "AdmissionTests",
            ["Admission", "Manifests", "PodFacts", "PolicyObjects", "JSONScan", "ReferenceAdmission", "TestVectors"]
        ),
        tests(
            "ManifestsTests",
            ["Manifests", "PodFacts", "PolicyObjects", "JSONScan", "TestVectors", "CZlib", "CZstd"]
        ),
        tests(
            "PolicyLintTests",
            ["PolicyLint", "Admission", "PodFacts", "PolicyObjects", "JSONScan", "ReferenceAdmission"]
        ),
        tests("ReportsTests", ["Reports", "Manifests", "Admission", "PolicyObjects", "JSONScan"]),
        tests("FleetEvaluationTests", ["FleetEvaluation", "Manifests", "PodFacts", "TestVectors"]),
        tests("WireProtocolTests", ["WireProtocol", "JSONScan", "TestVectors", swiftProtobuf]),
        .executableTarget(
            name: "EchoServer",
            dependencies: ["Transport", "Locking"],
            path: "Tests/EchoServer",
            swiftSettings: strict
        ),
        .testTarget(
            name: "TransportTests",
            dependencies: ["Transport", "Locking", "EchoServer"],
            exclude: ["RawFrames"],
            swiftSettings: strictTests
        ),
        tests("KubectlTextTests", ["KubectlText", "Manifests", "PolicyObjects", "JSONScan", "TestVectors"]),
        tests("MusterClientTests", ["MusterClient", "WireProtocol", "Transport", "Locking"]),
        tests(
            "MusterServiceTests",
            [
                "MusterService", "MusterClient", "Admission", "Manifests", "PolicyObjects", "WireProtocol", "Transport",
                "JSONScan", "Locking", "MusterExecutable", "TestVectors", logging,
            ]
        ),
        // It goes through gigabytes of vectors.
        tests(
            "ConformanceTests",
            [
                "Admission", "FleetEvaluation", "JSONScan", "Manifests", "PodFacts", "PolicyObjects",
                "ReferenceAdmission", "TestVectors",
            ],
            isOptimised: true
        ),
        tests("CommandTests", ["MusterExecutable", "TestVectors", "JSONScan"]),
        tests("RepositoryTests", ["TestVectors"]),
    ]
)

// Nothing is built for the thread sanitizer but the rooms with threads and their tests.
if isForThreadTests {
    let kept = ["TransportTests", "FleetEvaluationTests", "MusterServiceTests"]
    package.products = []
    package.targets.removeAll { $0.type == .test && !kept.contains($0.name) || $0.name == "muster" }
}

// `BENCHMARKS=1 swift package benchmark`: the benchmark harness is fetched and built only when it is asked for.
if Context.environment["BENCHMARKS"] != nil {
    package.dependencies.append(.package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []))
    func benchmarks(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
        .executableTarget(
            name: name,
            dependencies: dependencies + ["FleetGenerator", .product(name: "Benchmark", package: "benchmark")],
            path: "Benchmarks/\(name)",
            swiftSettings: strict,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        )
    }
    package.targets += [
        .target(
            name: "FleetGenerator",
            dependencies: ["Admission", "PodFacts", "PolicyObjects", "JSONScan"],
            path: "Benchmarks/FleetGenerator",
            swiftSettings: strict
        ),
        benchmarks("EngineBenchmarks", ["Admission", "PodFacts", "ReferenceAdmission"]),
        benchmarks("ReaderBenchmarks", ["PodFacts"]),
        benchmarks("ServiceBenchmarks", ["Admission", "PolicyObjects", "Transport", "WireProtocol", "JSONScan"]),
        benchmarks("AdmissionBenchmarks", ["Admission", "Manifests", "PodFacts", "PolicyObjects", "JSONScan"]),
    ]
}
