import ArgumentParser
import KubectlText
import PolicyObjects

/// What `get` and `describe` are asked for, and the objects that answer.
struct ResourceQuestion {
    let arguments: ResourceArguments
    private let listing: ResourceListing

    init(_ arguments: [String], _ set: CommandPolicySet) throws(CommandFailure) {
        do throws(KubectlError) {
            self.arguments = try ResourceArguments(arguments, on: set.version)
        } catch {
            writeError("\(error)\n")
            throw CommandFailure(.unusable, "nothing was asked that a policy set can answer")
        }
        listing = ResourceListing(set.sources, options: set.options(set.version))
    }

    struct Found {
        var type: ResourceType
        var object: PolicySetObject
    }

    /// The objects asked for, in the order of the question; what is not there goes to `missing`.
    func objects(in namespace: String?, missing: inout [KubectlError]) -> [Found] {
        var found: [Found] = []
        for request in arguments.requests {
            let all = listing.objects(of: request.type.kind, in: namespace)
            guard let name = request.name else {
                found += all.map { Found(type: request.type, object: $0) }
                continue
            }
            if let object = all.named(name) {
                found.append(Found(type: request.type, object: object))
            } else {
                missing.append(.notFound(request.type, name: name))
            }
        }
        return found
    }

    /// The objects of a type whose names begin with `prefix`.
    func objects(of type: ResourceType, prefix: String, in namespace: String?) -> [Found] {
        listing.objects(of: type.kind, in: namespace).filter { $0.identity.name.utf8.starts(with: prefix.utf8) }
            .map { Found(type: type, object: $0) }
    }
}
