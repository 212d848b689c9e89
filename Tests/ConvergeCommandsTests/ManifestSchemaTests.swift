import ConvergeCore
import ConvergeKinds
import ConvergeReport
import ConvergeTestSupport
import ConvergeYAML
import Foundation
import Testing

/// The JSON Schema of manifests, tried with an independent validator.
@Suite struct ManifestSchemaTests {
  @Test func `every manifest in the repository is of the schema`() throws {
    let manifests = try RepositoryManifests.all()
    let origins = Set(manifests.map { $0.name.split(separator: "/").first.map(String.init) ?? "" })
    #expect(origins.isSuperset(of: ["Manifests", "Sources", "Tests", "docs"]))
    guard let complaints = try Self.complaints(about: manifests) else { return }
    #expect(complaints == [])
  }

  /// What is wrong by its shape alone; converge itself must refuse it, too.
  private static let wrong = [
    "fils: { /x: {} }", "hosts: 7", "name: [a]", "files: 7", "packages: { nginx: newest }",
    "packages: [{ nginx: latest }]", "files: { /x: { contents: y } }", "files: { /x: [a] }",
    "files: { /x: { mode: [1] } }", "files: { x: { path: x } }", "files: { /x: { state: gone } }",
    "services: { a: { running: yes } }", "services: { a: { running: \"true\" } }",
    "files: { /x: { timeout: soon } }", "files: { /x: { timeout: 5 } }",
    "files: { /x: { retry: { attempts: 0 } } }", "files: { /x: { retry: { times: 2 } } }",
    "files: { /x: { retry: 2 } }", "files: { /x: { on_failure: give_up } }",
    "files: { /x: { require: [{ package: nginx }] } }", "files: { /x: { require: nginx } }",
    "files: { /x: { on_create: { owner: root, contents: y } } }",
    "files: { /x: { on_create: { require: [] } } }", "files: { /x: { when: 7 } }",
    "files: { /x: { for_each: abc } }", "commands: { a: { state: absent } }",
    "commands: { a: { command: x, runs: sometimes } }", "containers: { a: { ports: { b: 1 } } }",
    "defaults: { files: { mode: 0644 } }", "defaults: { file: { path: /x } }",
    "defaults: { file: { for_each: [a] } }", "defaults: [file]",
    "parameters: { a: text }", "parameters: { a: { type: text } }",
    "parameters: { a: { default: 1, min: 0 } }", "parameters: { a: { minimum: low } }",
    "parameters: { a: { default: 1, items: { typ: string } } }", "parameters: { a-b: {} }",
    "parameters: [a]", "variables: { a-b: 1 }", "variables: 1", "data: { a: b }", "include: [[a]]",
    "outputs: [a]", "[files]", "text", "modules: { a: }", "modules: { a: b }",
    "modules: { a: { with: {} } }", "modules: { a: { source: 'https://example.org/a' } }",
    "modules: { a: { source: 'git+http://example.org/a' } }",
    "modules: { a: { source: b, subscribe: c } }", "modules: { 'a b': { source: c } }",
  ]

  @Test func `what has a wrong shape is not of the schema, and is no manifest`() throws {
    let program = try ProgramUnderTest()
    let files = Self.wrong.indices.map { "\($0).yml" }
    for (file, text) in zip(files, Self.wrong) { try program.write(file, "\(text)\n") }
    let options = ["-p", "a=1", "--format", "json"]
    let ending = try program.start(["validate"] + files + options).ending()
    let diagnostics = try Value(json: Array(ending.output.utf8))["diagnostics"]?.list ?? []
    for (file, text) in zip(files, Self.wrong) {
      let isRefused = diagnostics.contains {
        $0["severity"] == "error" && $0["location"]?["file"]?.text == file
      }
      #expect(isRefused, "\(text)")
    }
    let manifests = try Self.wrong.map { ($0, try RepositoryManifests.value(of: $0, named: $0)) }
    guard let complaints = try Self.complaints(about: manifests) else { return }
    for text in Self.wrong {
      #expect(complaints.contains { $0.hasPrefix("\(text): ") }, "\(text)")
    }
  }

  /// What a plain reading of types would refuse.
  private static let right = [
    "", "files:", "files: { /x: }", "files: [/x, '${{ variables.y }}']",
    "packages: { a: 'latest' }",
    "files: { /x: { mode: 0644 } }", "files: { /x: { mode: '${{ parameters.mode }}' } }",
    "files: { /x: { mode: 'u=rw,go=r', owner: 0, content: 1.10 } }",
    "services: { a: { running: '${{ facts.init == \"systemd\" }}' } }",
    "services: { a: '${{ parameters.word }}', b: running }", "links: { /x: /y }",
    "files: { /x: { when: facts.os.id == 'debian', for_each: '${{ data.files }}' } }",
    "files: { '/x/${{ key }}': { for_each: { a: 1 }, when: true } }",
    "files: { /x: { require: 'package:*', notify: ['service:a', 'docker/file:/x'] } }",
    "files: { /x: { retry: { attempts: 3, delay: 1h30m, backoff: 1.5 }, timeout: 250ms } }",
    "files: { /x: { on_create: { content: '', mode: 0600 } } }",
    "defaults: { file: { mode: 0640, when: 'true', tags: web }, package: }",
    "parameters: { a: , b: { type: array, items: { type: integer, minimum: 1 }, default: [1] } }",
    "parameters: { a: { default: '${{ facts.cpu.count }}', sensitive: true, enum: [1, b] } }",
    "data: a.yml", "include: ['parts/*.yml']", "outputs: { a: [1] }", "converge: 1.0",
    "modules: { a: { source: ./a, with: { b: 1 }, require: 'package:x' } }",
    "modules: { a: { source: 'git+https://h/r//d?ref=v1' }, b: { source: '${{ variables.s }}' } }",
    "modules: { 'a-${{ item }}': { source: a, for_each: [b], with: '${{ variables.c }}' } }",
  ]

  @Test func `expressions, words and numbers may stand where converge takes them`() throws {
    let manifests = try Self.right.map { ($0, try RepositoryManifests.value(of: $0, named: $0)) }
    guard let complaints = try Self.complaints(about: manifests) else { return }
    #expect(complaints == [])
  }

  @Test func `it knows every attribute of every kind`() throws {
    let schema = ManifestSchema(registeredKinds.map { $0.kind }).value
    for kind in registeredKinds.map({ $0.kind }) {
      #expect(schema["properties"]?[kind.section] != nil, "\(kind.section)")
      let properties = schema["$defs"]?["kind-\(kind.name)"]?["properties"]
      for name in kind.attributes.map(\.name) + CommonAttributes.specs.map(\.name) {
        #expect(properties?[name] != nil, "\(kind.name).\(name)")
      }
    }
  }

  /// What the validator says, each complaint after its manifest's name; nil where there is no
  /// validator.
  private static func complaints(
    about manifests: [(name: String, value: Value)]
  ) throws -> [String]? {
    let program = try ProgramUnderTest()
    let list = manifests.map { Value.list([.text($0.name), $0.value]) }
    try program.write("manifests.json", Value.list(list).jsonText())
    let ending = try program.shell(
      """
      python3 -c 'import jsonschema' 2>/dev/null || exit 77
      $CONVERGE schema manifest > schema.json
      python3 - <<END
      import json, jsonschema
      schema = json.load(open("schema.json"))
      jsonschema.Draft202012Validator.check_schema(schema)
      validator = jsonschema.Draft202012Validator(schema)
      for name, manifest in json.load(open("manifests.json")):
          for error in validator.iter_errors(manifest):
              print((name + ": " + error.json_path + " " + error.message).replace("\\n", " "))
      print("end")
      END
      """, environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"])
    if ending.status == 77 {
      #expect(ProcessInfo.processInfo.environment["CI"] == nil, "install python3-jsonschema")
      return nil
    }
    var lines = ending.output.split(separator: "\n").map(String.init)
    #expect(lines.popLast() == "end", "\(ending)")
    return lines
  }
}
