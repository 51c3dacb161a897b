import Glibc

/// A path with `*`, `?` or `[...]` that no shell has expanded.
enum PathPattern {
    static func isPattern(_ path: String) -> Bool {
        path.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[") }
    }

    /// The paths that a shell would put in its place, in byte order; none if nothing matches.
    ///
    /// As in a shell, `*` matches no `/`, and no dot at the start of a name.
    static func matches(_ pattern: String) -> [String] {
        var found = unsafe glob_t()
        defer { unsafe globfree(&found) }
        guard unsafe glob(pattern, GLOB_NOSORT, nil, &found) == 0, let paths = unsafe found.gl_pathv else { return [] }
        var names: [String] = []
        for index in 0..<Int(unsafe found.gl_pathc) {
            if let path = unsafe paths[index] { unsafe names.append(String(cString: path)) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
