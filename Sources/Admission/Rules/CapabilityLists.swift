import PodFacts

/// The capabilities that a pod's containers add and drop, looked up once for all policies that are explained.
///
/// A list for each container, in the order of the pod.
struct CapabilityLists: Sendable {
    /// What is added, as sent: by the capability's number, -1 for those that no policy lists.
    var added = ElementsByRow()
    /// The same as sets: each text once, in byte order.
    var addedSets = ElementsByRow()
    /// For each element of a set its place in `PodFacts.capabilities`; and where in this list each container's begin.
    var setPlaces: [UInt32] = []
    var setStarts: [Int] = []
    var dropped = ElementsByRow()
    /// What one policy refuses in one container.
    var refused: [UInt32] = []
    var areListsRead = false
    var areSetsRead = false

    /// Another pod comes.
    mutating func forget() {
        areListsRead = false
        areSetsRead = false
    }

    mutating func beginSets() {
        areSetsRead = true
        addedSets.removeAll()
        setPlaces.removeAll(keepingCapacity: true)
        setStarts.removeAll(keepingCapacity: true)
    }

    /// Appends the places of a container's list, in byte order of their texts and without repeats; the places themselves.
    mutating func appendSet(of list: ListRange, _ pod: borrowing PodFacts) -> Range<Int> {
        let start = setPlaces.count
        setStarts.append(start)
        let text = pod.text
        let places = pod.capabilities
        for place in list.indices { setPlaces.append(UInt32(truncatingIfNeeded: place)) }
        guard list.count > 1 else { return start..<setPlaces.count }
        setPlaces[start...].sort {
            text[places[Int($0)].indices].lexicographicallyPrecedes(text[places[Int($1)].indices])
        }
        var end = start + 1
        for index in start + 1..<setPlaces.count {
            let here = places[Int(setPlaces[index])].indices
            if text[here].elementsEqual(text[places[Int(setPlaces[end - 1])].indices]) { continue }
            setPlaces[end] = setPlaces[index]
            end += 1
        }
        setPlaces.removeLast(setPlaces.count - end)
        return start..<end
    }
}
