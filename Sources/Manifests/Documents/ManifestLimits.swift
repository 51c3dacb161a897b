/// What is read at the most.
package enum ManifestLimits {
    /// Levels of the resulting JSON, its root included.
    ///
    /// Kubernetes: `encoding/json`'s limit.
    package static let nestingMax = 10_000
    /// libyaml's work on each event grows with the number of open flow collections: their sum over a piece's events.
    ///
    /// Nesting of 10,000 brackets costs 100 million; no real file comes near.
    package static let flowWorkMax = 250_000_000
    /// `%` lines of a piece: libyaml compares each with every other.
    package static let directivesMax = 1_000
    /// The JSON of one document, aliases written out.
    package static let documentBytesMax = 1 << 30
    /// A piece of YAML, a JSON value: offsets in it are 32 bits wide.
    package static let pieceBytesMax = Int(Int32.max)
    /// A document that is read as a whole, as policies are: what never ends (`/dev/zero`, an endless pipe) is refused here.
    package static let wholeDocumentBytesMax = 256 << 20
    /// Of a fleet, the JSON of an object, or a value of its YAML.
    ///
    /// No object that the API server takes is larger than 3 MiB; what is here may be written less densely.
    package static let objectBytesMax = 64 << 20
    /// Of a fleet, items whose kind only the end of their list tells.
    package static let heldBytesMax = 64 << 20
}
