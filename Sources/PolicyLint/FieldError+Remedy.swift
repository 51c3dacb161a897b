import PolicyObjects

extension FieldError {
    /// What to do about it.
    var remedy: String {
        switch kind {
        case .required: "give it a value"
        case .invalid: "correct the value"
        case .notSupported: "use one of the supported values"
        case .duplicate: "remove the repetition"
        case .forbidden: "remove what does not go together"
        case .tooLong: "shorten it"
        }
    }
}
