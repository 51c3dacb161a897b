import Admission
import PolicyObjects
import Transport
import WireProtocol

/// A stream's subject, counted among what its connection holds for as long as the stream or a slice has it.
final class StreamSubject: Sendable {
    let requester: RequestSubject
    private let memory: MemoryAccount?

    /// nil if the connection has its share of the memory.
    init?(_ subject: Subject, _ memory: MemoryAccount?) {
        requester = RequestSubject(subject)
        self.memory = memory
        guard let memory else { return }
        // Counted before it is asked, so that `deinit` has something to take back.
        memory.add(requester.memoryBytes)
        if memory.isSpent { return nil }
    }

    deinit { memory?.remove(requester.memoryBytes) }

    /// For items that name nobody.
    static let nobody = StreamSubject()

    private init() {
        requester = RequestSubject(Subject(username: ""))
        memory = nil
    }
}

/// A stream's subjects by their numbers, and where each stands in the slice that is being filled.
///
/// A slice takes along the subjects that its items name, so that the stream may go on changing its table.
struct StreamSubjects {
    private var subjects = [StreamSubject.nobody]
    /// For each subject its index in the list of the slice that `sliceOf` numbers.
    private var places: [Int32] = [0]
    private var sliceOf: [Int] = [-1]

    /// Gives a number a (new) meaning; numbers come without gaps, which the decoder has checked.
    /// - Returns: what the subject takes in memory; nil if there is no room for it.
    mutating func set(_ sent: WireSubject, _ memory: MemoryAccount?) -> Int? {
        let named = Subject(username: sent.username, groups: sent.groups)
        guard let subject = StreamSubject(named, memory) else { return nil }
        let id = Int(sent.id)
        if id < subjects.count {
            subjects[id] = subject
            sliceOf[id] = -1
        } else {
            subjects.append(subject)
            places.append(0)
            sliceOf.append(-1)
        }
        return subject.requester.memoryBytes
    }

    /// The place of subject `id` among `sliceSubjects`, the subjects of slice number `sequence`; it is added if it is not there.
    mutating func place(of id: Int, inSlice sequence: Int, _ sliceSubjects: inout [StreamSubject]) -> Int32 {
        let known = id < subjects.count ? id : 0
        if sliceOf[known] != sequence {
            sliceOf[known] = sequence
            places[known] = Int32(truncatingIfNeeded: sliceSubjects.count)
            sliceSubjects.append(subjects[known])
        }
        return places[known]
    }
}
