import Foundation
import TestVectors
import Testing

/// Reads the sources: a rule is a file, the list of rules names it, and its header says where Kubernetes has it.
@Suite struct RuleFiles {
    /// A rule that `Rules` calls, or a part of one.
    struct Declaration {
        var file: String
        var name: String
        var protocols: [String]
        var isCalledByList: Bool { !protocols.isEmpty }
    }

    private static let folder = SharedFiles.project.appendingPathComponent("Sources/Admission/Rules")

    private static func source(_ file: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    }

    /// The rules that a file declares.
    private static func declarations(in file: String) throws -> [Declaration] {
        try source(file).split(separator: "\n").compactMap { line in
            let words = line.split { " :,{".contains($0) }
            guard words.count > 1, words[0] == "struct", words[1].hasSuffix("Rule") else { return nil }
            let protocols = words.dropFirst(2).map(String.init).filter { $0 == "PodRule" || $0 == "ContainerRule" }
            return Declaration(file: file, name: String(words[1]), protocols: protocols)
        }
    }

    private static func all() throws -> [Declaration] {
        try RepositoryFiles.swift(under: "Sources/Admission/Rules").flatMap {
            try declarations(in: $0.lastPathComponent)
        }
    }

    @Test func everyRuleHasAFileOfItsName() throws {
        let listed = try Self.all().filter(\.isCalledByList)
        #expect(listed.count >= 17)
        for rule in listed { #expect("\(rule.file.dropLast(".swift".count))Rule" == rule.name) }
    }

    @Test func everyRuleSaysWhereKubernetesHasIt() throws {
        for rule in try Self.all() {
            #expect(try Self.source(rule.file).contains("Source: Kubernetes "), "\(rule.file)")
        }
    }

    @Test func theListMakesAndCallsEveryRule() throws {
        let list = try Self.source("Rules.swift")
        /// The names of properties, by their types.
        var properties: [String: String] = [:]
        for line in list.split(separator: "\n") {
            let words = line.split { " :".contains($0) }.map(String.init)
            if words.count == 3, words[0] == "let" { properties[words[2]] = words[1] }
        }
        for rule in try Self.all().filter(\.isCalledByList) {
            let name = try #require(properties[rule.name], "the list does not have \(rule.name)")
            #expect(list.contains("\(name) = \(rule.name)(&compilation)"), "\(rule.name)")
            for call in ["match", "explain"] {
                let calls = list.components(separatedBy: " \(name).\(call)(").count - 1
                #expect(calls == rule.protocols.count, "\(rule.name): \(call)")
            }
            let mutations = try Self.source(rule.file).components(separatedBy: "    func mutate(").count - 1
            let calls = list.components(separatedBy: " \(name).mutate(").count - 1
            #expect(calls == mutations, "\(rule.name): mutate")
        }
    }

    @Test func aPartOfARuleIsUsedByAnother() throws {
        let parts = try Self.all().filter { !$0.isCalledByList }
        let sources = try RepositoryFiles.swift(under: "Sources/Admission/Rules").map {
            ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8))
        }
        for part in parts {
            #expect(
                sources.contains { $0 != part.file && $1.contains("\(part.name)(") },
                "\(part.file): nothing makes \(part.name)"
            )
        }
    }

    @Test func theListOfTheLinterHasEveryFile() throws {
        let list = try String(
            contentsOf: SharedFiles.project.appendingPathComponent("Sources/PolicyLint/LintRules.swift"),
            encoding: .utf8
        )
        let listed = list.split { " ,\n[]".contains($0) }.filter { $0.hasSuffix(".self") }.map { $0.dropLast(5) }
        let files = try RepositoryFiles.swift(under: "Sources/PolicyLint/Rules").map {
            $0.deletingPathExtension().lastPathComponent
        }
        #expect(listed.map(String.init).sorted() == files.sorted())
    }
}
