import Foundation
import JSONScan
import TestVectors
import Testing

/// The vectors are read by `JSONParser`: what it drops or turns into something else, no test that reads them would see.
struct JSONParserVectorTests {
    @Test("vectors are read as Foundation reads them")
    func vectors() throws {
        let folder = SharedFiles.project.appendingPathComponent("Tests/Fixtures/vectors")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            // The files of `yaml` hold numbers and marks of byte order of which Foundation makes something else.
            .filter { $0.hasSuffix(".ndjson.gz") && !$0.hasPrefix("yaml/") }
        #expect(files.count > 10)
        for file in files {
            let lines = SharedFiles.lines(of: try SharedFiles.bytes(at: folder.appendingPathComponent(file)))
            for (number, line) in lines.enumerated() {
                let foundation = try JSONSerialization.jsonObject(with: Data(line), options: .fragmentsAllowed)
                let difference = Self.difference(try JSONParser.parse(line), foundation, at: "$")
                #expect(difference == nil, "\(file):\(number + 1): \(difference ?? "")")
            }
        }
    }

    /// Where the two differ first; nil if nowhere.
    private static func difference(_ value: JSONValue, _ foundation: Any, at path: String) -> String? {
        switch (value, foundation) {
        case (.null, is NSNull): return nil
        case (.string(let text), let other as String):
            return text.utf8.elementsEqual(other.utf8) ? nil : "\(path): \(text) and \(other)"
        case (.array(let elements), let others as [Any]):
            guard elements.count == others.count else {
                return "\(path): \(elements.count) and \(others.count) elements"
            }
            return zip(elements, others).enumerated().lazy
                .compactMap { difference($1.0, $1.1, at: "\(path)[\($0)]") }.first
        case (.object(let members), let others as [String: Any]):
            guard members.count == others.count else {
                return "\(path): \(members.count) and \(others.count) members"
            }
            return members.lazy.compactMap { member in
                guard let other = others[member.key] else { return "\(path).\(member.key) is missing" }
                return difference(member.value, other, at: "\(path).\(member.key)")
            }.first
        case (.bool(let value), let other as NSNumber) where isBoolean(other):
            return value == other.boolValue ? nil : "\(path): \(value) and \(other)"
        case (.integer(let value), let other as NSNumber) where !isBoolean(other):
            return value == other.int64Value ? nil : "\(path): \(value) and \(other)"
        case (.number(let text), let other as NSNumber) where !isBoolean(other):
            return Double(text) == other.doubleValue ? nil : "\(path): \(text) and \(other)"
        default: return "\(path): \(value) and \(foundation)"
        }
    }

    private static func isBoolean(_ number: NSNumber) -> Bool {
        // `c` is the Objective-C type of a Boolean.
        String(cString: number.objCType) == "c"
    }
}
