#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The time of day in UTC, `2026-01-31T12:00:00.123Z`.
func wallClockText() -> String {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    var seconds = now.tv_sec
    var parts = unsafe tm()
    unsafe gmtime_r(&seconds, &parts)
    func digits(_ value: Int, _ count: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
    let (year, month, day) = unsafe (Int(parts.tm_year) + 1_900, Int(parts.tm_mon) + 1, Int(parts.tm_mday))
    let (hour, minute, second) = unsafe (Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec))
    let date = "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
    let time = "\(digits(hour, 2)):\(digits(minute, 2)):\(digits(second, 2))"
    return "\(date)T\(time).\(digits(Int(now.tv_nsec / 1_000_000), 3))Z"
}
