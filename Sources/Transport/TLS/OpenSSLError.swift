import COpenSSL

/// The thread's newest OpenSSL error in words; empties the thread's queue.
func takeOpenSSLErrorText() -> String {
    var newest: UInt = 0
    while true {
        let code = ERR_get_error()
        if code == 0 { break }
        newest = code
    }
    guard newest != 0 else { return "no reason given" }
    if let reason = unsafe ERR_reason_error_string(newest) { return unsafe String(cString: reason) }
    return "error \(newest)"
}
