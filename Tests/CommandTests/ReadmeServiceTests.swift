import Foundation
import TestVectors
import Testing

/// What the README shows of the service is what happens: the demo's output, and the commands of its section.
@Suite("readme: the service", .serialized)
struct ReadmeServiceTests {
    private static func page() throws -> String {
        try String(contentsOf: SharedFiles.project.appendingPathComponent("README.md"), encoding: .utf8)
    }

    /// The lines of the first block of code behind `text`.
    private static func block(behind text: String) throws -> [String] {
        let rest = try #require(try page().components(separatedBy: text).dropFirst().first)
        let block = rest.components(separatedBy: "\n```")[1]
        return block.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().map(String.init)
    }

    @Test("the demo prints what the README shows, `...` standing for lines that it leaves out")
    func demo() throws {
        let server = try ServerProcess(
            ["-p", "Sample/policies.yaml", "-p", "Sample/grants.yaml"],
            in: SharedFiles.project
        )
        let demo = try String(contentsOf: SharedFiles.project.appendingPathComponent("scripts/demo"), encoding: .utf8)
        #expect(demo.contains("serve -p Sample/policies.yaml -p Sample/grants.yaml "))
        #expect(demo.contains("check -f Sample/pods.json --server "))
        let result = try MusterProcess.run(
            ["check", "-f", "Sample/pods.json", "--server", server.location, "--insecure-skip-tls-verify"],
            in: SharedFiles.project
        )
        #expect(result.status == 1)
        let runs = try Self.block(behind: "The first command ends with this").split(separator: "...")
        #expect(runs.count == 3)
        var rest = "\n\(result.text)"[...]
        for run in runs {
            let text = "\n\(run.joined(separator: "\n"))\n"
            let range = try #require(rest.range(of: text), "not printed, or not behind what comes before:\(text)")
            // The line feed may be that before the next run.
            rest = rest[rest.index(before: range.upperBound)...]
        }
    }

    /// Commands of the section, each with the lines that belong to it.
    private static func commands() throws -> [String] {
        var commands: [String] = []
        for line in try block(behind: "\n## The service\n") where !line.isEmpty {
            if ["muster ", "curl ", "echo "].contains(where: { line.hasPrefix($0) }) {
                commands.append(line)
            } else if !commands.isEmpty {
                commands[commands.count - 1] += "\n" + line
            }
        }
        return commands
    }

    /// The section as a script: servers are waited for, and listen where nobody else does.
    private static func script() throws -> String {
        var script = """
            trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
            kubectl get psp,clusterroles,clusterrolebindings -o yaml > cluster.yaml
            kubectl get roles,rolebindings -A -o yaml > grants.yaml
            kubectl get pods -A -o json > pods.json

            """
        for command in try commands() {
            guard command.hasPrefix("muster serve ") else {
                script += """
                    status=0
                    eval "$(sed -e "s/:8443/:$port/" -e "s/FINGERPRINT/$fingerprint/" -e "s|unix:/run/|unix:$PWD/|" <<'COMMAND'
                    \(command)
                    COMMAND
                    )" || status=$?
                    echo "exit status $status"

                    """
                continue
            }
            let serve = command.components(separatedBy: " &")[0].replacing("unix:/run/", with: "unix:$PWD/")
            script += """
                \(serve)\(serve.contains("--listen") ? "" : " --listen 127.0.0.1:0") > served 2>&1 &
                for _ in $(seq 200); do grep -q ' serving ' served && break; sleep 0.1; done
                grep -q ' serving ' served || { cat served; exit 9; }
                port=$(sed -n 's/^listening on 127.0.0.1://p' served)
                fingerprint=$(sed -n 's/.*SHA-256 //p' served)

                """
        }
        return script
    }

    @Test func everyCommandOfTheSectionWorks() throws {
        let folder = try RecipeTests.cluster()
        let result = try RecipeTests.run(try Self.script(), in: folder.url)
        #expect(result.status == 0, "\(result.output)")
        let answers = result.output.components(separatedBy: "exit status ")
        try #require(answers.count == 6, "\(result.output)")
        #expect(answers.dropFirst().map { $0.prefix(1) } == ["0", "0", "1", "1", "0"], "\(result.output)")
        #expect(answers[0].hasPrefix("ok"))
        let promised = try #require(try Self.page().firstMatch(of: /An answer is a line, `(\{.+?)\.\.\."\}`;/))
        #expect(answers[1].contains(promised.1), "\(answers[1])")
        #expect(answers[1].contains(#"{"summary":{"items":1,"#))
        #expect(answers[2].contains("60 checked: 43 admitted"))
        #expect(answers[3].contains("60 checked: "))
        #expect(answers[4].contains("60 checked: 0 newly denied, "))
    }
}
