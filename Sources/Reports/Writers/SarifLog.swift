import JSONScan

/// Writes a SARIF 2.1.0 log of one run, finding by finding, so that a log of any length needs little memory.
///
/// ```swift
/// var log = SarifLog(rules: rules, version: musterVersion)
/// for finding in findings { log.add(finding) }
/// log.finish()
/// ```
/// `bytes` may be taken out and emptied between findings. Paths that were given relative stay relative, to the root of the
/// sources, as code hosts want them.
///
/// OASIS: Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
package struct SarifLog {
    private var writer = JSONWriter()
    private let places: [String: Int]

    package var bytes: [UInt8] {
        get { writer.bytes }
        set { writer.bytes = newValue }
    }

    /// Writes the log's head; each finding's `rule` should be the id of one of `rules`.
    package init(rules: [ReportRule], version: String) {
        places = Dictionary(
            rules.enumerated().map { ($0.element.id, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
        writer.beginObject()
        writer.key("$schema")
        writer.string("https://json.schemastore.org/sarif-2.1.0.json")
        writer.key("version")
        writer.string("2.1.0")
        writer.key("runs")
        writer.beginArray()
        writer.beginObject()
        writer.key("tool")
        writer.beginObject()
        writer.key("driver")
        writeDriver(rules, version)
        writer.endObject()
        writer.key("columnKind")
        writer.string("unicodeCodePoints")
        writer.key("results")
        writer.beginArray()
    }

    private mutating func writeDriver(_ rules: [ReportRule], _ version: String) {
        writer.beginObject()
        writer.key("name")
        writer.string("muster")
        writer.key("version")
        writer.string(version)
        writer.key("rules")
        writer.beginArray()
        for rule in rules {
            writer.beginObject()
            writer.key("id")
            writer.string(rule.id)
            writer.key("shortDescription")
            write(text: rule.summary)
            writer.key("help")
            write(text: rule.help)
            writer.key("defaultConfiguration")
            writer.beginObject()
            writer.key("level")
            writer.string(rule.severity.rawValue)
            writer.endObject()
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private mutating func write(text: String) {
        writer.beginObject()
        writer.key("text")
        writer.string(text)
        writer.endObject()
    }

    /// Appends a result.
    package mutating func add(_ finding: ReportFinding) {
        writer.beginObject()
        writer.key("ruleId")
        writer.string(finding.rule)
        if let place = places[finding.rule] {
            writer.key("ruleIndex")
            writer.integer(place)
        }
        writer.key("level")
        writer.string(finding.severity.rawValue)
        writer.key("message")
        write(text: finding.object.map { "\($0): \(finding.message)" } ?? finding.message)
        if finding.file != nil || finding.object != nil {
            writer.key("locations")
            writer.beginArray()
            writer.beginObject()
            if let file = finding.file { writePhysicalLocation(file, finding.line) }
            if let object = finding.object { writeLogicalLocation(object) }
            writer.endObject()
            writer.endArray()
        }
        writer.endObject()
    }

    private mutating func writePhysicalLocation(_ file: String, _ line: Int?) {
        writer.key("physicalLocation")
        writer.beginObject()
        writer.key("artifactLocation")
        writer.beginObject()
        writer.key("uri")
        writer.string(Self.uri(of: file))
        if file.utf8.first != UInt8(ascii: "/") {
            writer.key("uriBaseId")
            writer.string("%SRCROOT%")
        }
        writer.endObject()
        if let line {
            writer.key("region")
            writer.beginObject()
            writer.key("startLine")
            writer.integer(max(1, line))
            writer.endObject()
        }
        writer.endObject()
    }

    private mutating func writeLogicalLocation(_ object: String) {
        writer.key("logicalLocations")
        writer.beginArray()
        writer.beginObject()
        writer.key("fullyQualifiedName")
        writer.string(object)
        writer.key("kind")
        writer.string("resource")
        writer.endObject()
        writer.endArray()
    }

    /// Ends the log.
    package mutating func finish() {
        writer.endArray()
        writer.endObject()
        writer.endArray()
        writer.endObject()
        writer.endLine()
    }

    /// A path as a URI reference: relative as it was given, or `file://`; what RFC 3986 reserves is escaped.
    private static func uri(of path: String) -> String {
        var bytes = Array(path.utf8)
        while bytes.starts(with: "./".utf8) { bytes.removeFirst(2) }
        var uri = bytes.first == UInt8(ascii: "/") ? "file://" : ""
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        for byte in bytes {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                uri.unicodeScalars.append(UnicodeScalar(byte))
            default:
                uri.unicodeScalars.append("%")
                uri.unicodeScalars.append(digits[Int(byte >> 4)])
                uri.unicodeScalars.append(digits[Int(byte & 15)])
            }
        }
        return uri
    }
}
