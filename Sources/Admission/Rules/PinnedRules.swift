/// The rules at an address of their own.
///
/// Out of a class's property the compiler copies a value as large as this at every pod, though not its references; behind
/// an address it is read where it lies.
///
/// `@unchecked Sendable`: the address is written once, before there is a second reader, and freed with its only owner; what
/// lies there is `Sendable` and never changes.
@safe struct PinnedRules: ~Copyable, @unchecked Sendable {
    private let address: UnsafeMutablePointer<Rules>

    init(_ rules: consuming Rules) {
        unsafe address = .allocate(capacity: 1)
        unsafe address.initialize(to: rules)
    }

    deinit {
        unsafe address.deinitialize(count: 1)
        unsafe address.deallocate()
    }

    var value: Rules {
        unsafeAddress { unsafe UnsafePointer(address) }
    }
}
