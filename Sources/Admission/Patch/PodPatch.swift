import PodFacts

/// The RFC 6902 operations, as JSON bytes, that turn the object as sent into the pod that the policy admitted.
///
/// Only `add` is needed: mutation fills in what is unset, and adding to an existing member (a null) replaces it. A parent
/// that was absent is added with all its members in one operation.
struct PodPatch {
    private(set) var bytes: [UInt8]
    private let path: PodPath
    private var isFirst = true
    private var hasMetadata: Bool
    private var hasAnnotations: Bool

    /// The object whose members are being added.
    private enum Parent {
        case none
        case podSecurityContext
        case securityContext(ContainerFacts.Kind, index: UInt32)
    }
    private var parent = Parent.none
    private var parentExists = false
    /// A member of `parent` has been opened and not closed.
    private var isMemberOpen = false

    /// A patch that is appended to `bytes`.
    init(path: PodPath, presence: PodPresence, bytes: [UInt8]) {
        self.bytes = bytes
        self.path = path
        hasMetadata = presence.contains(.metadata)
        hasAnnotations = presence.contains(.annotations)
        append("[")
    }

    mutating func finish() { append("]") }

    mutating func append(_ text: StaticString) { bytes.append(text) }

    mutating func append(_ number: Int64) { bytes.append(decimal: number) }

    mutating func append(escaped text: Span<UInt8>) { bytes.append(jsonEscaped: text) }

    /// A JSON string.
    mutating func append(string text: ArraySlice<UInt8>) {
        append("\"")
        bytes.append(jsonEscaped: text.span)
        append("\"")
    }

    // MARK: Operations

    /// `{"op":"add","path":"` and the path of the pod.
    private mutating func beginOperation() {
        if !isFirst { append(",") }
        isFirst = false
        append("{\"op\":\"add\",\"path\":\"")
        switch path {
        case .pod: break
        case .template: append("/template")
        case .specTemplate: append("/spec/template")
        case .jobTemplate: append("/spec/jobTemplate/spec/template")
        }
    }

    private mutating func appendParentPath() {
        switch parent {
        case .none: break
        case .podSecurityContext: append("/spec/securityContext")
        case .securityContext(let kind, let index):
            switch kind {
            case .initContainer: append("/spec/initContainers/")
            case .container: append("/spec/containers/")
            case .ephemeralContainer: append("/spec/ephemeralContainers/")
            }
            append(Int64(index))
            append("/securityContext")
        }
    }

    // MARK: Members of a security context

    mutating func openPodSecurityContext(exists: Bool) {
        parent = .podSecurityContext
        parentExists = exists
    }

    mutating func openSecurityContext(of container: ContainerFacts) {
        parent = .securityContext(container.kind, index: container.index)
        parentExists = container.hasSecurityContext
    }

    /// Begins a member of the open parent; its value is to be appended.
    mutating func open(_ member: StaticString) {
        if parentExists {
            if isMemberOpen { append("}") }
            beginOperation()
            appendParentPath()
            append("/")
            append(member)
            append("\",\"value\":")
        } else {
            if isMemberOpen {
                append(",\"")
            } else {
                beginOperation()
                appendParentPath()
                append("\",\"value\":{\"")
            }
            append(member)
            append("\":")
        }
        isMemberOpen = true
    }

    /// Ends the open parent or member.
    mutating func close() {
        if isMemberOpen { append(parentExists ? "}" : "}}") }
        isMemberOpen = false
        parent = .none
    }

    mutating func set(_ member: StaticString, _ value: Int64) {
        open(member)
        append(value)
    }

    mutating func set(_ member: StaticString, _ value: Bool) {
        open(member)
        append(value ? "true" : "false")
    }

    /// Replaces both lists; an empty one was and stays unset.
    mutating func setCapabilities(add: [[UInt8]], drop: [[UInt8]], exists: Bool) {
        if parentExists, exists {
            if !add.isEmpty {
                open("capabilities/add")
                append(list: add)
            }
            if !drop.isEmpty {
                open("capabilities/drop")
                append(list: drop)
            }
            return
        }
        open("capabilities")
        append("{")
        if !add.isEmpty {
            append("\"add\":")
            append(list: add)
        }
        if !drop.isEmpty {
            append(add.isEmpty ? "\"drop\":" : ",\"drop\":")
            append(list: drop)
        }
        append("}")
    }

    private mutating func append(list: [[UInt8]]) {
        append("[")
        for (place, text) in list.enumerated() {
            if place > 0 { append(",") }
            append(string: text[...])
        }
        append("]")
    }

    // MARK: Other members

    mutating func openRuntimeClassName() {
        beginOperation()
        append("/spec/runtimeClassName\",\"value\":")
        isMemberOpen = true
        parentExists = true
    }

    /// Begins an annotation; its value, a JSON string, is to be appended.
    mutating func openAnnotation(_ key: StaticString) {
        openAnnotation(key, Span())
    }

    /// Begins an annotation whose key comes in two parts.
    mutating func openAnnotation(_ key: StaticString, _ rest: Span<UInt8>) {
        if !hasAnnotations {
            beginOperation()
            append(
                hasMetadata ? "/metadata/annotations\",\"value\":{}}" : "/metadata\",\"value\":{\"annotations\":{}}}"
            )
            hasMetadata = true
            hasAnnotations = true
        }
        beginOperation()
        append("/metadata/annotations/")
        // SAFETY: a literal's bytes live as long as the program.
        let literal = unsafe UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)
        bytes.append(pointerToken: unsafe literal.span)
        bytes.append(pointerToken: rest)
        append("\",\"value\":")
    }

    mutating func closeAnnotation() { append("}") }
}
