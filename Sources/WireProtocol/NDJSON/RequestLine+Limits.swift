/// The limits that a line shares with the binary protocol, by which `--server` sends it: whatever way it goes, a line beyond
/// one of them is answered with the same error, and the lines after it are answered too.
extension RequestLine {
    /// The first thing that is beyond a limit.
    var excess: RequestLineError? {
        userExcess ?? nameExcess("`namespace`", namespace) ?? nameExcess("`subresource`", subresource) ?? objectExcess
    }

    private var userExcess: RequestLineError? {
        limits.subjectExcess(username: username.count, groups: groups.lazy.map(\.count)).map { RequestLineError($0) }
    }

    private func nameExcess(_ field: String, _ name: Range<Int>) -> RequestLineError? {
        guard name.count > limits.nameBytesMax else { return nil }
        return RequestLineError("\(field) is longer than \(limits.nameBytesMax) bytes")
    }

    private var objectExcess: RequestLineError? {
        switch object {
        case .line(let range) where range.count > limits.objectBytesMax:
            return RequestLineError("`object` is longer than \(limits.objectBytesMax) bytes")
        case .texts(let range) where range.count > limits.objectBytesMax:
            return RequestLineError("`raw` stands for more than \(limits.objectBytesMax) bytes")
        default: break
        }
        guard let oldObject, oldObject.count > limits.objectBytesMax else { return nil }
        return RequestLineError("`oldObject` is longer than \(limits.objectBytesMax) bytes")
    }
}
