#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The processors that are online, as the kernel counts them.
func onlineProcessors() -> Int {
    Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
