import Testing
import Transport

@Suite("Bytes that wait to be sent")
struct PendingOutputTests {
    private static let sizes = [1, 100, 4_095, 4_096, 4_097, 16_384, 70_000]
    /// Of no short period, so that a piece in a wrong place shows.
    private static let pattern = (0..<80_021).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }

    /// Writes pieces in turn, lent or handed in, and takes frames in between.
    private static func run(seed: UInt64, steps: Int) -> (written: [UInt8], sent: [UInt8], left: Int) {
        var random = seed
        func next(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }
        var output = PendingOutput()
        var written: [UInt8] = []
        var sent: [UInt8] = []
        for _ in 0..<steps {
            if next(3) > 0 {
                let size = sizes[next(sizes.count)]
                let start = next(pattern.count - size)
                let piece = Array(pattern[start..<start + size])
                if next(2) == 0 { output.append(piece) } else { output.append(piece.span.bytes) }
                written += piece
            } else {
                sent += take(&output, sizes[next(sizes.count)])
            }
        }
        while !output.isEmpty { sent += take(&output, 16_384) }
        return (written, sent, output.count)
    }

    private static func take(_ output: inout PendingOutput, _ room: Int) -> [UInt8] {
        var frame = [UInt8](repeating: 0, count: room)
        let waiting = output.count
        let count = frame.withUnsafeMutableBytes { output.move(into: $0) }
        #expect(count == min(waiting, room), "a frame takes what there is and fits")
        #expect(output.count == waiting - count)
        return Array(frame[..<count])
    }

    @Test("come out in the order of writing, whatever the sizes of pieces and frames", arguments: 1...8)
    func order(seed: UInt64) {
        let (written, sent, left) = Self.run(seed: seed, steps: 60)
        #expect(written == sent)
        #expect(left == 0)
    }

    @Test("nothing stays nothing")
    func nothing() {
        var output = PendingOutput()
        output.append([])
        output.append([UInt8]().span.bytes)
        #expect(output.isEmpty)
        #expect(Self.take(&output, 8).isEmpty)
    }
}
