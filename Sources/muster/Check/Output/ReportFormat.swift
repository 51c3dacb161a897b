/// The forms in which the report of a check can be had.
enum ReportFormat: String, OutputFormat {
    case text, wide, json, yaml, ndjson, junit, sarif, github, policyreport, html

    static let standard = text
}

typealias ReportOptions = OutputOptions<ReportFormat>
