/// What Muster says beside Kubernetes' own words.
package enum JudgeNote {
    package static let bootstrapRBAC: StaticString =
        "a cluster's own binding `cluster-admin` of the group system:masters would admit this pod; --bootstrap-rbac adds it"
}
