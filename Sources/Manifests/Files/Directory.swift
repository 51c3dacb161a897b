import Glibc

/// What the file system says about a path.
enum FileKind {
    case missing, directory, file
    /// A pipe, a socket or a device: to open or read it may take forever.
    case special

    /// With `followingLinks` a symbolic link is what it leads to, else it is `file`.
    init(_ path: String, followingLinks: Bool) {
        var info = stat()
        let outcome = unsafe followingLinks ? stat(path, &info) : lstat(path, &info)
        if outcome != 0 {
            self = errno == ENOENT || errno == ENOTDIR ? .missing : .file
            return
        }
        switch info.st_mode & S_IFMT {
        case S_IFDIR: self = .directory
        case S_IFREG, S_IFLNK: self = .file
        default: self = .special
        }
    }
}

enum Directory {
    /// The names in a directory, in byte order, without `.` and `..`.
    static func names(_ path: String) throws(FileError) -> [String] {
        guard let directory = unsafe opendir(path) else { throw FileError.last() }
        defer { unsafe _ = closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
