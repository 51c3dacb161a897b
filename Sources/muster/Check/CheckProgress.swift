import Reports

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A line on the terminal that says how far a check has come; nothing if standard error is no terminal.
struct CheckProgress {
    private static let isTerminal = isatty(STDERR_FILENO) == 1

    private let isShown: Bool
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var last: ContinuousClock.Instant

    init(isQuiet: Bool) {
        isShown = Self.isTerminal && !isQuiet
        start = clock.now
        last = start
    }

    /// `denied` of those that were checked are called `words`.
    mutating func update(checked: Int, denied: Int, _ words: String) {
        guard isShown else { return }
        let now = clock.now
        guard last.duration(to: now) > .milliseconds(200) else { return }
        last = now
        let elapsed = start.duration(to: now)
        let milliseconds = max(
            1,
            elapsed.components.seconds * 1_000 + elapsed.components.attoseconds / 1_000_000_000_000_000
        )
        writeError(
            "\r\(checked) checked, \(Int64(checked) * 1_000 / milliseconds)/s, \(denied) \(words)\u{1B}[K"
        )
    }

    /// Takes the line away.
    func clear() {
        if isShown { Self.clear() }
    }

    /// Takes away what may stand in the terminal's line.
    static func clear() {
        if isTerminal { writeError("\r\u{1B}[K") }
    }

    /// A line that stays.
    static func writeErrorLine(_ text: String) {
        clear()
        writeError("muster: \(PrintableText.of(text))\n")
    }
}
