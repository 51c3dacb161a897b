package import WireProtocol

/// Who asks, as bytes: names are compared as Kubernetes compares them.
package struct ClientSubject: Hashable, Sendable {
    package var username: [UInt8]
    package var groups: [[UInt8]]

    package init(username: [UInt8] = [], groups: [[UInt8]] = []) {
        self.username = username
        self.groups = groups
    }

    /// A requester without name and groups needs no definition.
    var isNobody: Bool { username.isEmpty && groups.isEmpty }
}

/// One question: the item, whose `subject` the client fills in, and the requester.
package struct ClientItem: Sendable, Equatable {
    package var requester: ClientSubject
    package var item: OutgoingItem

    package init(_ item: OutgoingItem, requester: ClientSubject) {
        self.item = item
        self.requester = requester
    }

    /// Roughly what it takes in memory and on the wire.
    var byteCount: Int { item.object.count + (item.oldObject?.count ?? 0) + 64 }
}
