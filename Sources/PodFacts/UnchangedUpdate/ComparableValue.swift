/// A field's value as Kubernetes compares it, whichever encoding it came in.
///
/// Kubernetes: `equality.Semantic.DeepEqual` on the internal objects: an absent list or map is an empty one, quantities are
/// compared by value, timestamps by instant. Fields that hold their zero value and are no pointers are left out.
enum ComparableValue: Equatable {
    case text([UInt8])
    /// Also booleans.
    case integer(Int64)
    /// Billionths, if the quantity is one that can be said exactly so; else it is kept as text.
    case quantity(Int128)
    case instant(GoTime)
    case list([ComparableValue])
    case map([[UInt8]: ComparableValue])
    case object(ComparableObject)
}

/// A message's fields by their names in JSON.
///
/// What is inline there is nested here, as in protobuf: `~`.
struct ComparableObject: Equatable {
    /// The index in `PodSchema.messages`.
    let message: Int
    private var fields: [String: ComparableValue] = [:]

    init(_ message: Int) {
        self.message = message
    }

    var isEmpty: Bool { fields.isEmpty }

    subscript(name: String) -> ComparableValue? {
        get { fields[name] }
        set { fields[name] = newValue }
    }

    func text(_ name: String) -> [UInt8] {
        guard case .text(let text) = self[name] else { return [] }
        return text
    }

    func integer(_ name: String) -> Int64 {
        guard case .integer(let value) = self[name] else { return 0 }
        return value
    }

    func map(_ name: String) -> [[UInt8]: ComparableValue] {
        guard case .map(let map) = self[name] else { return [:] }
        return map
    }

    /// Changes the object in a field, if there is one.
    mutating func update(_ name: String, _ change: (inout ComparableObject) -> Void) {
        guard case .object(var object) = self[name] else { return }
        change(&object)
        self[name] = .object(object)
    }

    /// Changes each object of the list in a field.
    mutating func updateEach(_ name: String, _ change: (inout ComparableObject) -> Void) {
        guard case .list(let elements) = self[name] else { return }
        self[name] = .list(
            elements.map { element in
                guard case .object(var object) = element else { return element }
                change(&object)
                return .object(object)
            }
        )
    }

    mutating func setDefault(_ name: String, _ value: ComparableValue) {
        if fields[name] == nil { fields[name] = value }
    }

    mutating func setDefault(_ name: String, text: String) {
        setDefault(name, .text(Array(text.utf8)))
    }
}

extension ComparableValue {
    /// Whether a field that is no pointer may be left out with this value.
    var isZero: Bool {
        switch self {
        case .text(let text): text.isEmpty
        case .integer(let value): value == 0
        case .quantity(let value): value == 0
        case .instant(let time): time == .zero
        case .list(let elements): elements.isEmpty
        case .map(let entries): entries.isEmpty
        case .object(let object): object.isEmpty
        }
    }

    /// What a field or element of this kind holds before anything is read into it.
    static func zero(_ kind: PodSchema.Field.Kind, _ schema: PodSchema) -> ComparableValue {
        switch kind {
        case .text, .bytes: .text([])
        case .bool, .int32, .int64: .integer(0)
        case .message(schema.quantity): .quantity(0)
        case .message(schema.time): .instant(.zero)
        case .message(let message): .object(ComparableObject(message))
        }
    }
}

/// The comparison gives up: whatever it met, the objects count as different.
struct IncomparableError: Error {}
