/// A repeatable source of random choices (SplitMix64).
package struct Chance: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    package mutating func percent(_ share: Int) -> Bool { Int(next() % 100) < share }

    package mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(1, limit))) }

    package mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    /// Up to `most` elements, repeats included.
    package mutating func some<Element>(_ elements: [Element], most: Int) -> [Element] {
        (0..<below(most + 1)).map { _ in pick(elements) }
    }
}

/// Small universes, so that what pods say is often what policies list; with the odd values among them.
enum Universe {
    static let numbers: [Int64] = [
        0, 1, 2, 5, 6, 7, 10, 11, 20, 999, 1000, 1001, 65535, -1, .min, .max, .max - 1, 4_294_967_296,
    ]
    static let ports: [Int32] = [0, 1, 79, 80, 81, 443, 8080, 65535, 65536, -1, .max, .min]
    static let capabilities = [
        "NET_ADMIN", "SYS_ADMIN", "KILL", "CHOWN", "ALL", "all", "NET_RAW", "", "*", "SETUID", "é",
    ]
    static let profiles = [
        "runtime/default", "docker/default", "unconfined", "localhost/a", "localhost/", "localhost/b/c", "*", "",
        "other", " unconfined", "a\"b\n", "\u{00e9}",
    ]
    static let paths = [
        "/", "", "/foo", "/foo/", "/foo//", "/food", "/foo/bar", "/foo/bar/..", "foo", "rel", "//", "/foo//bar",
        "/a/b/c/d",
    ]
    static let sysctls = [
        "kernel.shm_rmid_forced", "kernel.shmmax", "net.core.somaxconn", "net.ipv4.ping_group_range",
        "net.ipv4.ip_unprivileged_port_start", "", "*", "a*", "ab", "kernel.shm", "net.core.", "a**",
    ]
    static let patterns = [
        "*", "kernel.*", "kernel.shm*", "net.core.somaxconn", "a**", "a*", "", "net.ipv4.ip_unprivileged_port_start",
        "ab",
        "net.*", "kernel.shm_rmid_forced",
    ]
    static let levels = ["s0", "s0:", "s0:c1,c2", "s0:c2,c1", "s0:c1,c1,c2", "s1:c1", "", "s0:c1:c2", "s0:,a", ":"]
    static let names = ["a", "b", "", "c", "spc_t", "system_u"]
    static let containers = ["c", "d", "", "c", "e.f"]
    static let volumes = ["v", "w", "", "x"]
    static let drivers = ["", "example/d", "csi.example.com", "other"]
    static let runtimes = ["", "a", "b", "*", "gvisor"]
    static let procMounts = ["Default", "Unmasked", "", "Bogus"]
}
