/// How a text looks: with colours on a terminal, plain elsewhere.
package struct TextStyle: Sendable {
    package var isColoured: Bool

    package static let plain = TextStyle(isColoured: false)

    package init(isColoured: Bool) { self.isColoured = isColoured }

    package enum Role: String, Sendable {
        case title = "1"
        case good = "32"
        case bad = "31"
        case doubtful = "33"
        case quiet = "2"
    }

    package func callAsFunction(_ role: Role, _ text: String) -> String {
        isColoured ? "\u{1B}[\(role.rawValue)m\(text)\u{1B}[0m" : text
    }
}
