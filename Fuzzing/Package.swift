// swift-tools-version: 6.2
import PackageDescription

// A package of its own: libFuzzer brings the `main` of every executable here. `Rooms` is a link to ../Sources, so that the
// rooms are compiled within this package, instrumented, and their `package` interfaces are in reach.

/// For the rooms and not for what they depend on, which has fuzzers of its own.
///
/// One combined flag: with two there is no coverage at all.
let sanitized = ["-sanitize=fuzzer,address"]

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(sanitized),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Rooms/\(name)", swiftSettings: strict)
}

func fuzzTarget(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies + ["Claims"],
        swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])],
        linkerSettings: [.unsafeFlags(sanitized)]
    )
}

let package = Package(
    name: "muster-fuzzing",
    dependencies: [
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: [])
    ],
    targets: [
        .systemLibrary(name: "CYAML", path: "Rooms/CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", path: "Rooms/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", path: "Rooms/CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "CSimdScan", path: "Rooms/CSimdScan"),
        room("JSONScan", ["CSimdScan"]),
        room("PodFacts", ["JSONScan"]),
        room("PolicyObjects", ["JSONScan"]),
        room("Manifests", ["PodFacts", "PolicyObjects", "JSONScan", "CYAML", "CZlib", "CZstd"]),
        room("WireProtocol", ["JSONScan", .product(name: "SwiftProtobuf", package: "swift-protobuf")]),
        .target(name: "Claims"),
        fuzzTarget("FuzzJSONPod", ["PodFacts", "JSONScan"]),
        fuzzTarget("FuzzProtobufPod", ["PodFacts", "JSONScan"]),
        fuzzTarget("FuzzWire", ["WireProtocol"]),
        fuzzTarget("FuzzManifests", ["Manifests", "JSONScan"]),
        fuzzTarget("FuzzFleets", ["Manifests", "PolicyObjects"]),
    ]
)
