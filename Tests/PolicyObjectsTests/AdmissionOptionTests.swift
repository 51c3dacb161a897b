import PolicyObjects
import Testing

struct AdmissionOptionTests {
    @Test(arguments: [("1.13", KubernetesVersion.v1_13), ("v1.20", .v1_20), ("1.20.2", .v1_20), ("1.24", .v1_24)])
    func `a version is read with or without v and patch number`(text: String, expected: KubernetesVersion) throws {
        #expect(try KubernetesVersion(parsing: text) == expected)
    }

    @Test(arguments: ["", "1", "1.18", "1.20.", "1.20-eks", "1.20.2.1", "v", "vv1.20", "1.25"])
    func `another version is an error that names the known ones`(text: String) {
        let error = #expect(throws: AdmissionOptionError.self) { try KubernetesVersion(parsing: text) }
        #expect(error?.description == "unknown Kubernetes version `\(text)`, expected one of `1.13`, `1.20`, `1.24`")
    }

    @Test func `gates that are not named keep their version's default`() throws {
        #expect(try FeatureGates(parsing: "", for: .v1_13) == FeatureGates(defaultsOf: .v1_13))
        var expected = FeatureGates(defaultsOf: .v1_20)
        expected.procMountType = true
        expected.runAsGroup = false
        #expect(
            try FeatureGates(parsing: "ProcMountType=false, RunAsGroup=0,ProcMountType = T,", for: .v1_20) == expected
        )
    }

    @Test(arguments: [
        ("ProcMount", "missing value of feature gate `ProcMount`, write `NAME=true` or `NAME=false`"),
        ("ProcMountType=yes", "feature gate `ProcMountType`: expected `true` or `false`, got `yes`"),
        (
            "procMountType=true",
            "unknown feature gate `procMountType`, did you mean `ProcMountType`? (those that touch PodSecurityPolicy in "
                + "Kubernetes 1.13: `ProcMountType`, `RunAsGroup`)"
        ),
        (
            "CSIInlineVolume=true",
            "unknown feature gate `CSIInlineVolume` (those that touch PodSecurityPolicy in Kubernetes 1.13: "
                + "`ProcMountType`, `RunAsGroup`)"
        ),
    ])
    func `what is no gate of the version is an error`(text: String, expected: String) {
        let error = #expect(throws: AdmissionOptionError.self) { try FeatureGates(parsing: text, for: .v1_13) }
        #expect(error?.description == expected)
    }
}
