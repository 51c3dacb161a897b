#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the process was told to do about a signal when it was started.
enum SignalDisposition {
    /// As `nohup` does with SIGHUP.
    static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(number, nil, &action) == 0 else { return false }
        // `SIG_IGN` is the address 1.
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }
}
