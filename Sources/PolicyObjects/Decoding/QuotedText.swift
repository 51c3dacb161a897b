/// A user's text for an error message: in backticks, on one line, and not longer than a line should be.
package func quoted(_ text: String) -> String {
    let bytesMax = 120
    var shown = "`"
    var bytes = 0
    for scalar in text.unicodeScalars {
        guard bytes < bytesMax else {
            shown += "…"
            break
        }
        switch scalar {
        case "\n": shown += "\\n"
        case "\t": shown += "\\t"
        case "\r": shown += "\\r"
        case "`": shown += "\\`"
        default:
            if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        bytes += scalar.utf8.count
    }
    return shown + "`"
}
