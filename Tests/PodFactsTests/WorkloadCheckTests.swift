import PodFacts
import Testing

/// What Kubernetes would refuse of a workload before any pod comes of it.
struct WorkloadCheckTests {
    private static func error(_ body: String, at path: PodPath) -> PodReadError? {
        var reader = PodReader()
        var facts = PodFacts()
        let bytes = Array(body.utf8)
        do throws(PodReadError) {
            try reader.read(bytes.span.bytes, as: .json, at: path, into: &facts)
            return nil
        } catch {
            return error
        }
    }

    private static let template = #"{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c"}]}}"#

    private static func workload(_ metadata: String) -> String {
        #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":\#(metadata),"spec":{"template":\#(template)}}"#
    }

    @Test(
        "The metadata of a workload must have its fields' types",
        arguments: [
            (#"5"#, "`metadata`: expected an object"), (#"[]"#, "`metadata`: expected an object"),
            (#"{"namespace":false}"#, "`metadata.namespace`: expected a string"),
            (#"{"name":5}"#, "`metadata.name`: expected a string"),
            (#"{"generateName":{}}"#, "`metadata.generateName`: expected a string"),
            (#"{"uid":1}"#, "`metadata.uid`: expected a string"),
            (#"{"resourceVersion":12}"#, "`metadata.resourceVersion`: expected a string"),
            (#"{"labels":{"a":1}}"#, "`metadata.labels[a]`: expected a string"),
            (#"{"annotations":[]}"#, "`metadata.annotations`: expected a map"),
            (#"{"finalizers":"x"}"#, "`metadata.finalizers`: expected a list"),
            (#"{"finalizers":["x",1]}"#, "`metadata.finalizers[1]`: expected a string"),
            (#"{"generation":"1"}"#, "`metadata.generation`: expected a whole number"),
            (#"{"generation":1.5}"#, "`metadata.generation`: expected a whole number of 64 bits"),
            (#"{"creationTimestamp":"today"}"#, "`metadata.creationTimestamp`: expected a time"),
            (
                #"{"ownerReferences":[{"controller":"yes"}]}"#,
                "`metadata.ownerReferences[0].controller`: expected true or"
            ),
            (#"{"managedFields":[{"time":0}]}"#, "`metadata.managedFields[0].time`: expected a time"),
            // Each occurrence of a repeated field counts.
            (#"{"name":5,"name":"a"}"#, "`metadata.name`: expected a string"),
        ]
    )
    func wrongTypes(metadata: String, reason: String) {
        let error = Self.error(Self.workload(metadata), at: .specTemplate)
        #expect(error?.code == .wrongType)
        #expect(error?.reason.hasPrefix(reason) == true, "\(metadata): \(String(describing: error))")
    }

    @Test(
        "Metadata that Kubernetes decodes is fine",
        arguments: [
            "null", "{}", #"{"name":null,"namespace":null,"labels":null,"creationTimestamp":null,"finalizers":null}"#,
            #"{"creationTimestamp":"2024-01-02T03:04:05Z","generation":3,"unknown":false,"Name":5,"labels":{"a":null}}"#,
            #"{"managedFields":[{"manager":"m","time":"2024-01-02T03:04:05Z","fieldsV1":{"f:metadata":{".":{}}}}]}"#,
            #"{"ownerReferences":[{"apiVersion":"v1","kind":"K","name":"n","uid":"u","controller":true}]}"#,
        ]
    )
    func rightTypes(metadata: String) {
        #expect(Self.error(Self.workload(metadata), at: .specTemplate) == nil, "\(metadata)")
    }

    @Test("The metadata of a CronJob's job template is checked as well") func jobTemplate() {
        func cronJob(_ metadata: String) -> String {
            #"{"metadata":{"name":"a"},"spec":{"jobTemplate":{"metadata":\#(metadata),"spec":{"template":\#(Self.template)}}}}"#
        }
        #expect(Self.error(cronJob("{}"), at: .jobTemplate) == nil)
        let error = Self.error(cronJob(#"{"namespace":1}"#), at: .jobTemplate)
        #expect(error?.reason == "`spec.jobTemplate.metadata.namespace`: expected a string")
    }

    private static let shapes: [(path: PodPath, open: String, close: String, containers: String)] = [
        (.template, "", "", "template.spec.containers"),
        (.specTemplate, #""spec":{"#, "}", "spec.template.spec.containers"),
        (
            .jobTemplate, #""spec":{"jobTemplate":{"spec":{"#, "}}}",
            "spec.jobTemplate.spec.template.spec.containers"
        ),
    ]

    @Test(
        "A workload whose template has no container is refused",
        arguments: [
            "", #""template":null"#, #""template":{}"#, #""template":{"spec":null}"#, #""template":{"spec":{}}"#,
            #""template":{"spec":{"containers":null}}"#, #""template":{"spec":{"containers":[]}}"#,
            #""template":{"spec":{"initContainers":[{"name":"i"}]}}"#, #""Template":{"spec":{"containers":[{}]}}"#,
        ]
    )
    func withoutContainers(template: String) {
        for shape in Self.shapes {
            let error = Self.error("{\(shape.open)\(template)\(shape.close)}", at: shape.path)
            #expect(error?.code == .refused, "\(shape.path): \(template): \(String(describing: error))")
            #expect(
                error?.description.hasPrefix("`\(shape.containers)`: Required value: ") == true,
                "\(shape.path): \(template): \(String(describing: error))"
            )
        }
        for path in [PodPath.specTemplate, .jobTemplate] {
            #expect(Self.error("{}", at: path)?.code == .refused)
        }
    }

    @Test("A pod without containers is the plugin's to judge") func pods() {
        #expect(Self.error(#"{"kind":"Pod","apiVersion":"v1","spec":{}}"#, at: .pod) == nil)
    }
}
