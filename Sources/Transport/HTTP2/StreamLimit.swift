/// How many streams a client may have open at once.
///
/// The library takes one more than it announced for an error of the connection. RFC 9113, section 5.1.2 makes it an error
/// of that stream, and with REFUSED_STREAM the client knows that it may ask again. So the library is told twice as many,
/// the SETTINGS frame that leaves names the limit, and the session refuses what is beyond it. (Until the client has
/// acknowledged the limit the library refuses streams too.)
struct StreamLimit {
    let streams: UInt32

    var toldToLibrary: UInt32 { streams > UInt32.max / 2 ? .max : streams * 2 }

    private static let headerBytes = 9
    private static let entryBytes = 6
    /// SETTINGS_MAX_CONCURRENT_STREAMS (RFC 9113, section 6.5.2).
    private static let identifier: UInt16 = 3

    /// Writes the limit into a frame that the library made; false if that is no SETTINGS frame with a limit.
    func announce(in frame: UnsafeMutableRawBufferPointer) -> Bool {
        guard frame.count > Self.headerBytes, unsafe frame[3] == FrameHeader.Kind.settings else { return false }
        var entry = Self.headerBytes
        while entry + Self.entryBytes <= frame.count {
            let identifier = unsafe UInt16(frame[entry]) << 8 | UInt16(frame[entry + 1])
            if identifier == Self.identifier {
                for byte in 0..<4 {
                    unsafe frame[entry + 2 + byte] = UInt8(truncatingIfNeeded: streams >> UInt32(24 - 8 * byte))
                }
                return true
            }
            entry += Self.entryBytes
        }
        return false
    }
}
