import KubectlText
import Testing

struct ColumnTextTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var layout = ColumnText.description
        var text: String
        var aligned: String

        var testDescription: String { name }
    }

    @Test(
        arguments: [
            Case(name: "the last cell is not padded", text: "a\tb\nlong\tc\n", aligned: "a     b\nlong  c\n"),
            Case(
                name: "a line without a tab ends the columns",
                text: "a\tb\nplain\nlong\tc\n",
                aligned: "a  b\nplain\nlong  c\n"
            ),
            Case(
                name: "a column lives within the blocks of the one before it",
                text: "a\tb\tc\nlong\td\na\tlong\te\n",
                aligned: "a     b  c\nlong  d\na     long  e\n"
            ),
            Case(name: "empty cells are padded too", text: "a\t\tb\n\t\tc\n", aligned: "a    b\n     c\n"),
            Case(
                name: "a cell at the end stays unpadded",
                text: "a\tb\t\nlong\tc\t\n",
                aligned: "a     b  \nlong  c  \n"
            ),
            Case(
                name: "lengths are code points",
                text: "é\tb\n日本\tc\ne\u{301}\td\n",
                aligned: "é   b\n日本  c\ne\u{301}  d\n"
            ),
            Case(name: "a form feed ends the columns", text: "a\tb\u{C}long\tc\n", aligned: "a  b\nlong  c\n"),
            Case(name: "a table's cells are six wide at least", layout: .table, text: "\ta\n", aligned: "      a\n"),
            Case(name: "a text without an end of line", text: "a\tb", aligned: "a  b"),
        ]
    )
    func `text is aligned as Go's tabwriter aligns it`(_ one: Case) {
        let aligned = String(decoding: one.layout.aligned(Array(one.text.utf8)), as: UTF8.self)
        #expect(aligned == one.aligned, "\(one.text.debugDescription)")
    }

    @Test func `a line of a hundred thousand cells is aligned`() {
        let text = [UInt8](repeating: UInt8(ascii: "\t"), count: 100_000) + [0x0A]
        #expect(ColumnText.description.aligned(text).count == 200_001)
    }
}
