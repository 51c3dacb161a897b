package import JSONScan

extension ServiceAccount {
    /// Reads what the ServiceAccount plugin looks at; other fields are not of interest here and may be any.
    package init(decoding value: JSONValue, problems: inout [ObjectProblem]) {
        let object = ObjectReader(value, at: "", known: nil, problems: &problems)
        self.init(metadata: ObjectMetadata(of: object, &problems))
        automountServiceAccountToken = object.bool("automountServiceAccountToken", &problems)
        secrets = (object.objects("secrets", known: nil, &problems) ?? []).map { $0.string("name", &problems) ?? "" }
    }
}
