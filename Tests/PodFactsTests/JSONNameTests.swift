import JSONScan
import PodFacts
import Testing

@Suite struct JSONNameTests {
    @Test func wordsAreThoseOfTheNames() {
        for (text, name) in JSONName.all {
            #expect(JSONName(text) == name, "\(text)")
        }
    }
}
