import ArgumentParser
import JSONScan
import Logging

enum LogFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text
    case json
}

enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, notice, warning, error, critical

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}

/// Log lines on standard error, one write each: `TIME LEVEL MESSAGE key=value`, or a JSON object.
struct ErrorOutputLog: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    private let format: LogFormat

    init(format: LogFormat) { self.format = format }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let time = wallClockText()
        switch format {
        case .text:
            var line = "\(time) \(event.level) \(event.message)"
            for (key, value) in all { line += " \(key)=\(Self.plain("\(value)"))" }
            writeError(line + "\n")
        case .json:
            var line =
                "{\"time\":\"\(time)\",\"level\":\"\(event.level)\",\"message\":\(Self.quoted("\(event.message)"))"
            for (key, value) in all { line += ",\(Self.quoted(key)):\(Self.quoted("\(value)"))" }
            writeError(line + "}\n")
        }
    }

    /// Quoted if a blank or a control character is in it, so that a value cannot look like another field or line.
    private static func plain(_ text: String) -> String {
        text.utf8.contains { $0 <= 0x20 || $0 == UInt8(ascii: "\"") || $0 == 0x7F } || text.isEmpty
            ? quoted(text) : text
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
