import ArgumentParser
import PolicyObjects

/// For whom a question is asked.
struct RequesterOptions: ParsableArguments {
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "Who asks: a user, or system:serviceaccount:NAMESPACE:NAME.",
            discussion: "Without it anybody who is authenticated.",
            valueName: "user"
        )
    )
    var user: String?

    @Option(
        name: .customLong("as-group"),
        help: ArgumentHelp("A group of --as; may be repeated.", valueName: "group")
    )
    var groups: [String] = []

    func validate() throws {
        if user == nil, !groups.isEmpty { throw ValidationError("--as-group needs --as") }
    }

    var isGiven: Bool { user != nil }

    /// As a server of that version impersonates.
    func subject(_ version: KubernetesVersion) -> Subject {
        guard let user else { return Subject(username: "", groups: ["system:authenticated"]) }
        return Subject(impersonating: user, groups: groups, on: version)
    }
}

extension Subject {
    /// The subject that an API server makes of `--as` and `--as-group`.
    ///
    /// Groups that are given replace those that a service account implies. Kubernetes: `apiserver/pkg/endpoints/filters`, `WithImpersonation`.
    init(impersonating username: String, groups: [String], on version: KubernetesVersion) {
        self.init(username: username, groups: groups)
        let isAnonymous = username.utf8.elementsEqual("system:anonymous".utf8)
        let parts = username.split(separator: ":", omittingEmptySubsequences: false)
        if groups.isEmpty, parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" {
            self.groups = ["system:serviceaccounts", "system:serviceaccounts:\(parts[2])"]
        }
        func isGiven(_ group: String) -> Bool { groups.contains { $0.utf8.elementsEqual(group.utf8) } }
        // Until 1.16 groups that are given are all that there are.
        if version < .v1_20 {
            if groups.isEmpty, !isAnonymous { self.groups.append("system:authenticated") }
        } else if isAnonymous {
            if !isGiven("system:unauthenticated") { self.groups.append("system:unauthenticated") }
        } else if !isGiven("system:authenticated"), !isGiven("system:unauthenticated") {
            self.groups.append("system:authenticated")
        }
    }
}
