import PodFacts
import Testing

/// Answers by Go 1.19's `time.Parse(time.RFC3339, …)`.
struct GoTimeTests {
    @Test(
        "A time is the instant that Go reads",
        arguments: [
            ("1970-01-01T00:00:00Z", 0, 0), ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
            ("2024-01-02T03:04:05Z", 1_704_164_645, 0), ("2024-01-02T3:04:05Z", 1_704_164_645, 0),
            ("2024-02-29T23:59:59-00:00", 1_709_251_199, 0), ("2024-01-02T03:04:05+01:30", 1_704_159_245, 0),
            ("2024-01-02T03:04:05-01:30", 1_704_170_045, 0), ("2024-01-02T03:04:05+99:99", 1_703_802_305, 0),
            ("2024-01-02T03:04:05.5Z", 1_704_164_645, 500_000_000),
            ("2024-01-02T03:04:05,5Z", 1_704_164_645, 500_000_000),
            // Digits behind the ninth say nothing.
            ("2024-01-02T03:04:05.123456789Z", 1_704_164_645, 123_456_789),
            ("2024-01-02T03:04:05.1234567899Z", 1_704_164_645, 123_456_789),
            ("2024-01-02T03:04:05.0123456789Z", 1_704_164_645, 12_345_678),
            ("2024-01-02T03:04:05.12345678901234567890123456789+01:00", 1_704_161_045, 123_456_789),
        ]
    )
    func instants(text: String, seconds: Int64, nanoseconds: Int64) {
        let bytes = Array(text.utf8)
        let time = GoTime(rfc3339: bytes.span.bytes)
        #expect(time == GoTime(seconds: seconds, nanoseconds: nanoseconds), "\(text): \(String(describing: time))")
        let isRFC3339 = GoTime.isRFC3339(bytes.span.bytes)
        #expect(isRFC3339, "\(text)")
    }

    @Test(
        "What Go does not read is no time",
        arguments: [
            "", "2024-01-02", "2024-01-02T03:04:05", "2024-01-02T03:04:05Zx", "2024-01-02t03:04:05z",
            "2024-1-02T00:00:00Z",
            "2024-01-02T03:04:05.Z", "2024-01-02T03:04:05+1:00", "2024-01-02T24:00:00Z", "2024-01-02T03:04:60Z",
            "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-04-31T00:00:00Z", "2024-01-00T00:00:00Z",
            "2024-13-01T00:00:00Z", "2024-01-02T03:4:05Z", "20240-01-02T03:04:05Z", "2024-01-02T03:04:05+0100",
            " 2024-01-02T03:04:05Z",
        ]
    )
    func refused(text: String) {
        let bytes = Array(text.utf8)
        let (time, isRFC3339) = (GoTime(rfc3339: bytes.span.bytes), GoTime.isRFC3339(bytes.span.bytes))
        #expect(time == nil && !isRFC3339, "\(text): \(String(describing: time))")
    }

    /// The usual form is looked at eight bytes at a time.
    @Test("A time with any byte changed is one for both ways of looking, or for none", arguments: 0..<20)
    func changedBytes(place: Int) {
        for text in ["2024-01-02T03:04:05Z", "1999-12-28T23:59:59Z", "2023-10-19T19:50:00Z"] {
            for byte in 0...255 as ClosedRange<UInt8> {
                var bytes = Array(text.utf8)
                bytes[place] = byte
                let (time, isRFC3339) = (GoTime(rfc3339: bytes.span.bytes), GoTime.isRFC3339(bytes.span.bytes))
                #expect(isRFC3339 == (time != nil), "\(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }

    @Test(
        "YAML's timestamps are those of go-yaml",
        arguments: [
            ("2024-01-02", true), ("2024-1-2", true), ("2024-1-2T3:4:5Z", true),
            ("2024-1-2t3:4:5.123456789+01:00", true),
            ("2024-1-2 3:4:5", true), ("2024-1-2 3:4:5.5", true),
            // The layout's own fraction has nine digits.
            ("2024-1-2 3:4:5.1234567890", false), ("2024-1-2T3:4:5.1234567890Z", false), ("2024-1-2 3:4:5Z", false),
            ("2024-1-2T3:4:5", false), ("2024-01", false), ("24-01-02", false), ("2023-2-29", false), ("", false),
        ]
    )
    func yaml(text: String, isTimestamp: Bool) {
        let bytes = Array(text.utf8)
        let answer = GoTime.isYAMLTimestamp(bytes.span.bytes)
        #expect(answer == isTimestamp, "\(text)")
    }
}
