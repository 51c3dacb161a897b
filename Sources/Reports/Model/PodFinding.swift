package import PolicyObjects

/// Where an object stands in the files of a fleet.
package struct ReportPlace: Sendable, Equatable {
    package var file: String
    /// Counted from 1.
    package var line: Int
    /// Counted from 1.
    package var document: Int
    /// The place in its List, counted from 1; nil if the object stands alone.
    package var item: Int?

    package init(file: String, line: Int, document: Int, item: Int? = nil) {
        self.file = file
        self.line = line
        self.document = document
        self.item = item
    }

    /// `FILE:LINE` or `FILE:LINE: item N`.
    package var description: String { "\(file):\(line)" + (item.map { ": item \($0)" } ?? "") }
}

/// Whose a pod is: the workload that a person would change to change the pod.
package struct PodOwner: Sendable, Hashable {
    package var kind: String
    package var name: String

    package init(kind: String, name: String) {
        self.kind = kind
        self.name = name
    }
}

/// One pod of a fleet and what is said of it.
package struct PodFinding: Sendable {
    package var place: ReportPlace
    package var namespace: String
    package var owner: PodOwner
    /// As it stands between the quotes of a message.
    package var podName: String
    /// The object that was judged, as `Pod` or `Deployment`.
    package var kind: String
    package var requester: Subject
    /// Nothing told who posts the pod.
    package var isRequesterAssumed: Bool
    package var serviceAccount: String
    package var answer: PodAnswer

    package init(
        place: ReportPlace,
        namespace: String,
        owner: PodOwner,
        podName: String,
        kind: String,
        requester: Subject,
        isRequesterAssumed: Bool,
        serviceAccount: String,
        answer: PodAnswer
    ) {
        self.place = place
        self.namespace = namespace
        self.owner = owner
        self.podName = podName
        self.kind = kind
        self.requester = requester
        self.isRequesterAssumed = isRequesterAssumed
        self.serviceAccount = serviceAccount
        self.answer = answer
    }
}
