/// What a request asks for, by method and path.
enum Route: Equatable {
    /// `POST /v1/evaluate`
    case evaluate
    /// `GET /livez`: the process runs.
    case alive
    /// `GET /readyz`: it takes batches.
    case ready
    /// `GET /version`
    case version
    /// The path exists, but not with this method; the methods that it has.
    case wrongMethod(allowed: StaticString)
    case unknown

    init(method: String, path: String) {
        switch path {
        case "/v1/evaluate": self = method == "POST" ? .evaluate : .wrongMethod(allowed: "POST")
        case "/livez": self = Self.read(method, .alive)
        case "/readyz": self = Self.read(method, .ready)
        case "/version": self = Self.read(method, .version)
        default: self = .unknown
        }
    }

    private static func read(_ method: String, _ route: Route) -> Route {
        method == "GET" || method == "HEAD" ? route : .wrongMethod(allowed: "GET, HEAD")
    }

    static func == (left: Route, right: Route) -> Bool {
        switch (left, right) {
        case (.evaluate, .evaluate), (.alive, .alive), (.ready, .ready), (.version, .version), (.unknown, .unknown):
            true
        case (.wrongMethod(let one), .wrongMethod(let other)): one.description == other.description
        default: false
        }
    }
}
