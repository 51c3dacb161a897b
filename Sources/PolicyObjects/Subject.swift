/// Who asks: a user name and the groups it is in.
///
/// Kubernetes: `k8s.io/apiserver/pkg/authentication/user.Info`.
package struct Subject: Sendable, Hashable {
    package var username: String
    package var groups: [String]

    package init(username: String, groups: [String] = []) {
        self.username = username
        self.groups = groups
    }
}
