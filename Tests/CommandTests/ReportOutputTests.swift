import Foundation
import JSONScan
import MusterExecutable
import TestVectors
import Testing

/// Where reports go, and what else is said: nothing on standard output, everything with one exit status.
@Suite("report outputs", .serialized)
struct ReportOutputTests {
    private static let sample = ["-p", "Sample/policies.yaml", "-p", "Sample/grants.yaml", "-f", "Sample/pods.json"]

    private static func check(_ arguments: [String], in folder: URL = SharedFiles.project) throws
        -> MusterProcess.Result
    {
        try MusterProcess.run(["check"] + arguments, in: folder)
    }

    @Test("the exit status is the same in every format", arguments: ReportSnapshotTests.formats)
    func statuses(format: String) throws {
        #expect(try Self.check(Self.sample + ["-o", format]).status == 1)
        #expect(try Self.check(Self.sample + ["-o", format, "--exit-zero"]).status == 0)
        #expect(try Self.check(["-f", "Sample/pods.json", "-o", format]).status == 0)
        let unreadable = try Self.check(["-f", "Sample/pods.json", "-f", "/does/not/exist", "-o", format])
        #expect(unreadable.status == 2)
    }

    @Test("--exit-zero hides denials only")
    func exitZero() throws {
        let folder = SharedFiles.project.appendingPathComponent("Tests/Fixtures/reports")
        let arguments = ["-p", "policies.yaml", "-f", "fleet.yaml", "--exit-zero"]
        #expect(try Self.check(arguments, in: folder).status == 3)
        #expect(try Self.check(["--exit-zero", "-f", "/does/not/exist"]).status == 2)
    }

    /// More slices than are on their way at once, and more of them than there are processors; pods that take long among pods
    /// that do not.
    private static let many: [UInt8] = {
        var fleet: [UInt8] = []
        for number in 0..<2_400 {
            let containers = (0..<(number % 700 < 20 ? 30 : 1)).map { container in
                #"{"name":"c\#(container)","image":"i","securityContext":{"privileged":\#(number % 3 == 0),"runAsUser":\#(number % 5)}}"#
            }
            fleet +=
                #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p\#(number)","namespace":"n\#(number % 7)"},"#
                .utf8
            fleet += #""spec":{"containers":[\#(containers.joined(separator: ","))]}}"#.utf8
            fleet.append(0x0A)
        }
        return fleet
    }()

    private static func checkMany(_ arguments: [String]) throws -> MusterProcess.Result {
        try MusterProcess.run(
            arguments + ["-q", "-f", "-"],
            input: many,
            in: SharedFiles.project
        )
    }

    private static let change = [
        "--from", "Sample/policies.yaml", "--from", "Sample/grants.yaml", "--to", "Sample/eks/restrictive.yaml",
    ]

    @Test("the order is the same in every run", arguments: ReportSnapshotTests.formats)
    func order(format: String) throws {
        let arguments = ["check", "-p", "Sample/policies.yaml", "-p", "Sample/grants.yaml", "-o", format]
        let first = try Self.checkMany(arguments)
        #expect(first.status == 1)
        #expect(try Self.checkMany(arguments).output == first.output)
    }

    @Test(
        "lines come in the order of the objects, with a server and without",
        arguments: [["check"], ["diff"] + change],
        [false, true]
    )
    func lineOrder(_ command: [String], _ asksServer: Bool) throws {
        var arguments = command + ["-o", "ndjson"]
        var server: ServerProcess?
        if asksServer {
            let own = try ServerProcess(
                ["-p", "Sample/policies.yaml", "-p", "Sample/grants.yaml"],
                in: SharedFiles.project
            )
            server = own
            arguments = arguments.filter {
                $0 != "--from" && !["Sample/policies.yaml", "Sample/grants.yaml"].contains($0)
            }
            arguments += ["--server", own.location, "--insecure-skip-tls-verify"]
        }
        let lines = try Self.checkMany(arguments).lines
        let numbers = try lines.map { line in
            let answer = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
            let number = try #require(answer["id"] as? Int, "\(answer)")
            #expect(answer["name"] as? String == "p\(number - 1)")
            return number
        }
        #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
        // Of a comparison only what changes has a line.
        #expect(command[0] == "check" ? numbers.count == 2_400 : numbers.count > 300, "\(numbers.count)")
        withExtendedLifetime(server) {}
    }

    @Test("a quiet check says nothing but what is asked for")
    func quiet() throws {
        let result = try Self.check(Self.sample + ["-q"])
        #expect(result.output.isEmpty)
        #expect(result.errorOutput.isEmpty, "\(result.errorOutput)")
        #expect(try !Self.check(Self.sample + ["-q", "-o", "text"]).output.isEmpty)
        #expect(try Self.check(["-q", "-f", "/does/not/exist"]).errorOutput.contains("/does/not/exist"))
    }

    @Test("files are written beside the text on standard output, and replace what was there")
    func files() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("report.json", "old")
        let result = try Self.check(Self.sample + ["-o", "json=\(file)"])
        #expect(result.text.hasPrefix("60 checked: "))
        let report = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: file)))
        #expect((report as? [String: Any])?["kind"] as? String == "CheckReport")
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(left == ["report.json"])
        let permissions = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(permissions.map { $0 & 0o400 } == 0o400)
    }

    @Test("a report is there complete or not at all")
    func incomplete() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("report.json", "old")
        let policies = try folder.write("bad.yaml", "kind: 1\n")
        let result = try Self.check(["-p", policies, "-f", "Sample/pods.json", "-o", "json=\(file)"])
        #expect(result.status == 2)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "old")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == [
                "bad.yaml", "report.json",
            ]
        )
    }

    /// A check that waits for its fleet while a file is begun.
    private static func waiting(_ folder: TemporaryFolder, _ output: Any) throws -> (Process, FileHandle) {
        let process = try MusterExecutable.process(
            ["check", "-f", "-", "-o", "text", "-o", "json=\(folder.url.path)/report.json"]
        )
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        signal(SIGPIPE, SIG_IGN)
        try process.run()
        for _ in 0..<400 where try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty {
            Thread.sleep(forTimeInterval: 0.05)
        }
        try #require(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == 1)
        return (process, input.fileHandleForWriting)
    }

    @Test("a check that is interrupted leaves no file behind", arguments: [SIGINT, SIGTERM, SIGHUP])
    func interrupted(_ number: Int32) throws {
        let folder = try TemporaryFolder()
        // Who ignores a signal, a job of a script for one, has children that do so too.
        let disposition = signal(number, SIG_DFL)
        defer { signal(number, disposition) }
        let (process, input) = try Self.waiting(folder, FileHandle.nullDevice)
        kill(process.processIdentifier, number)
        process.waitUntilExit()
        try input.close()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(process.terminationStatus == number)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
    }

    @Test("a check whose reader is gone leaves no file behind")
    func readerGone() throws {
        let folder = try TemporaryFolder()
        let output = Pipe()
        let (process, input) = try Self.waiting(folder, output)
        try output.fileHandleForReading.close()
        try input.write(contentsOf: Data(contentsOf: SharedFiles.project.appendingPathComponent("Sample/pods.json")))
        try input.close()
        process.waitUntilExit()
        #expect(process.terminationStatus == 128 + SIGPIPE)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
    }

    @Test("`-` is standard output, and a device is written as it is")
    func standardOutput() throws {
        let direct = try Self.check(Self.sample + ["-o", "json"]).text
        #expect(try Self.check(Self.sample + ["-o", "json=-"]).text == direct)
        #expect(try Self.check(Self.sample + ["-q", "-o", "json=/dev/stdout"]).text == direct)
    }

    @Test(
        "what cannot be is told before the work",
        arguments: [
            (["-o", "json", "-o", "yaml"], "only one report can go to standard output"),
            (["-o", "json=/tmp/a", "-o", "yaml=/tmp/a"], "two reports go to"),
            (["-o", "xml"], "-o"), (["-o", "json="], "-o"),
            (["-o", "json=/does/not/exist/a.json"], "/does/not/exist/a.json"),
        ] as [([String], String)]
    )
    func refuses(_ arguments: [String], _ text: String) throws {
        let result = try Self.check(Self.sample + arguments)
        #expect(result.status == 2)
        #expect(result.output.isEmpty)
        #expect(result.errorOutput.contains(text), "\(result.errorOutput)")
    }

    @Test("a terminal gets colours, unless NO_COLOR is set or the report goes elsewhere")
    func colours() throws {
        func onTerminal(_ environment: String) throws -> String {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            let command =
                "\(environment) '\(try MusterExecutable.url.path)' check -q -o text \(Self.sample.joined(separator: " "))"
            process.arguments = ["script", "-qec", command, "/dev/null"]
            process.currentDirectoryURL = SharedFiles.project
            let output = Pipe()
            process.standardOutput = output
            process.standardInput = FileHandle.nullDevice
            try process.run()
            let text = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: text, as: UTF8.self)
        }
        #expect(try onTerminal("env -u NO_COLOR TERM=xterm").contains("\u{1B}[31m17 denied\u{1B}[0m"))
        for environment in ["NO_COLOR=1 TERM=xterm", "env -u NO_COLOR TERM=dumb"] {
            let text = try onTerminal(environment)
            #expect(text.contains("17 denied"))
            #expect(!text.contains("\u{1B}"), "\(environment)")
        }
        #expect(try !Self.check(Self.sample + ["-o", "text"]).text.contains("\u{1B}"))
    }

    /// Everything that has a name has one that a terminal would obey: two policies, one of them granted, and pods.
    private static func hostile(_ name: String) -> (policies: String, fleet: String) {
        func policy(_ name: String, _ member: String = "") -> String {
            #"""
            {"apiVersion":"policy/v1beta1","kind":"PodSecurityPolicy","metadata":{"name":"\#(name)"},"spec":{\#(member)
              "runAsUser":{"rule":"MustRunAs","ranges":[{"min":5,"max":5}]},"seLinux":{"rule":"RunAsAny"},"volumes":["*"],
              "fsGroup":{"rule":"RunAsAny"},"supplementalGroups":{"rule":"RunAsAny"}}}

            """#
        }
        let policies =
            policy("a\(name)") + policy("b\(name)", #""hostPID":true,"#) + #"""
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"r\#(name)"},
                  "rules":[{"apiGroups":["policy"],"resources":["podsecuritypolicies"],"verbs":["use"],"resourceNames":["a\#(name)"]}]}
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"g\#(name)"},
                  "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"r\#(name)"},
                  "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"system:authenticated"},
                    {"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"u\#(name)"}]}
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"h\#(name)"},
                  "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"missing\#(name)"},
                  "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"system:authenticated"}]}

                """#
        func pod(_ kind: String, _ spec: String) -> String {
            #"{"apiVersion":"v1","kind":"\#(kind)","metadata":{"name":"\#(name)","namespace":"n\#(name)"},"#
                + #""spec":{"serviceAccountName":"s\#(name)",\#(spec)"containers":[{"name":"c\#(name)"}]}}"# + "\n"
        }
        let fleet =
            pod("Pod", #""hostPID":true,"#) + pod("Pod", "") + pod("Pod", #""hostPID":1,"#) + pod("X\(name)", "")
            + pod("Pod", #""x\#(name)":true,"#) + "{\"kind\":\"\(name)\"}\n"
        return (policies, fleet)
    }

    @Test(
        "names that a terminal would obey are shown, not sent",
        arguments: [
            ["check"], ["check", "-o", "wide"], ["diff", "--delete", "clusterrolebinding/g@"],
            ["diff", "--delete", "clusterrolebinding/g@", "-o", "wide"], ["diff", "--delete", "psp/a@"],
            ["diff", "--delete", "psp/nothing@"], ["explain"], ["explain", "--as", "u@"], ["explain", "nothing@"],
            ["lint"],
            ["who-can", "use", "psp/a@"], ["who-can", "use", "psp/nothing@"], ["can-i", "use", "psp/b@", "--as", "u@"],
            ["can-i", "--list", "--as", "u@"], ["check", "-f", "/nothing/@"],
        ]
    )
    func controlCharacters(_ arguments: [String]) throws {
        // An escape sequence, its form with one character, and DEL.
        let (policies, fleet) = Self.hostile(#"\u001b[2J\u009b2J\u007f"#)
        let folder = try TemporaryFolder()
        let set = try folder.write("set.yaml", policies)
        let arguments = arguments.map { $0.replacing("@", with: "\u{1B}[2J\u{9B}2J\u{7F}") }
        let takesFleet = ["check", "diff", "explain"].contains(arguments[0])
        let result = try MusterProcess.run(
            arguments + ["-p", set] + (takesFleet ? ["-f", "-"] : []),
            input: Array(fleet.utf8)
        )
        for (name, text) in [("output", result.text), ("errors", result.errorOutput)] {
            let obeyed = text.unicodeScalars.filter {
                $0 != "\n" && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value))
            }
            #expect(obeyed.isEmpty, "\(name): \(text.debugDescription)")
        }
        // A name in backticks is shown in Swift's way.
        let shown = result.text + result.errorOutput
        #expect(
            shown.contains(#"\u001b[2J\u009b2J\u007f"#) || shown.contains(#"\u{1b}[2J\u{9b}2J\u{7f}"#),
            "\(shown.debugDescription)"
        )
    }

    @Test(
        "names and messages of a fleet are read back from a PolicyReport as they are",
        arguments: [
            "x\u{2028}- kind: Secret", "x\u{2029}\u{85}kind: Secret", "x\nkind: Secret\n---\nkind: Secret", "\u{FEFF}x",
            "\u{9B}2J",
            "\u{7F}", "yes", "1e3", "a: b #c", "\"'\\", "|-", "\u{1F600}",
        ]
    )
    func hostilePolicyReport(_ name: String) throws {
        let add = JSONValue.object([.init("add", .array([.string(name)]))])
        let container = JSONValue.object([
            .init("name", .string("c")), .init("securityContext", .object([.init("capabilities", add)])),
        ])
        let pod = JSONValue.object([
            .init("apiVersion", .string("v1")), .init("kind", .string("Pod")),
            .init("metadata", .object([.init("name", .string(name)), .init("namespace", .string(name))])),
            .init("spec", .object([.init("containers", .array([container]))])),
        ])
        let policies = ["policies", "grants"].flatMap { name in
            ["-p", SharedFiles.project.appendingPathComponent("Sample/\(name).yaml").path]
        }
        let report = try MusterProcess.run(
            ["check", "-q", "-f", "-", "-o", "policyreport"] + policies,
            input: Array(pod.jsonText.utf8)
        )
        let read = try MusterProcess.run(["read", "-f", "-"], input: report.output)
        #expect(read.status == 0, "\(read.text) \(report.text)")
        try #require(read.lines.count == 1, "\(read.text)")
        let object = try JSONParser.parse(read.lines[0])
        func isName(_ value: JSONValue?) -> Bool { value?.string?.utf8.elementsEqual(name.utf8) == true }
        #expect(object["kind"]?.string == "PolicyReport")
        #expect(isName(object["metadata"]?["namespace"]), "\(report.text)")
        let results = try #require(object["results"]?.array)
        try #require(!results.isEmpty)
        for result in results {
            #expect(isName(result["resources"]?.array?.first?["name"]), "\(report.text)")
            let message = try #require(result["message"]?.string)
            #expect(message.hasPrefix("1 pod is denied\n"), "\(message)")
            // The command that grants a policy names the namespace as it is.
            #expect(message.utf8.split(separator: 0x0A).count > 3, "\(message)")
        }
    }

    @Test(
        "a page is green only if a fleet was judged and nothing is wrong with it",
        arguments: [
            (
                "{hostPID: 1}",
                "<b class=\"failed\">1</b> object could not be evaluated; of the 0 pods that were judged none is "
            ),
            (
                "{containers: []}\n---\nkind: [",
                "<b class=\"failed\">1</b> object could not be evaluated; of the 1 pods"
            ),
            ("{containers: []}", "<b class=\"good\">1</b> pods"),
            ("", "<b class=\"doubt\">0</b> pods: the files hold nothing"),
        ],
        ["check", "diff"]
    )
    func page(_ fleet: (spec: String, lead: String), _ command: String) throws {
        let kind = fleet.spec.isEmpty ? "ConfigMap" : "Pod"
        let object =
            "apiVersion: v1\nkind: \(kind)\nmetadata: {name: a}\n" + (fleet.spec.isEmpty ? "" : "spec: \(fleet.spec)\n")
        let change = command == "diff" ? ["--add", "Sample/eks/restrictive.yaml"] : []
        let result = try MusterProcess.run(
            [command, "-q", "-f", "-", "-o", "html"] + change,
            input: Array(object.utf8),
            in: SharedFiles.project
        )
        #expect(result.text.contains(fleet.lead), "\(result.errorOutput) \(result.text.prefix(10_000))")
    }

    @Test("a bare pod was judged for whom the command line says, or for anybody, and the report says for whom")
    func bareRequester() throws {
        let pod = #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[]}}"#
        let anybody = try MusterProcess.run(["check", "-f", "-"], input: Array(pod.utf8)).text
        #expect(anybody.contains("judged for anybody who is authenticated (group system:authenticated)"), "\(anybody)")
        let alice = try MusterProcess.run(["check", "-f", "-", "--as", "alice"], input: Array(pod.utf8)).text
        #expect(alice.contains("judged for alice (groups system:authenticated), as --as says"), "\(alice)")
    }
}
