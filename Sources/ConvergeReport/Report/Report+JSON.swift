package import ConvergeCore

extension Report {
  /// The report as a plain value, for formats that are written elsewhere.
  package var plainValue: Value { value }

  /// JSON with a line break at its end.
  package func json(isIndented: Bool = true) -> String {
    value.jsonText(isIndented: isIndented) + "\n"
  }

  /// The report for the history, which keeps many: what `init(json:)` knows without being told is
  /// left out, and what it says of the resources is left to `keptResources`.
  package var keptStart: String {
    var frame = self
    frame.resources = []
    frame.edges = nil
    var members = frame.usualMembers
    if members.isEmpty {
      let left = ["result", "summary", "resources"]
      members = (frame.value.members ?? []).filter { !left.contains($0.key) }
    }
    return String(Value.mapping(members).jsonText().dropLast())
  }

  /// What `value` would have of a run without incidents, as most are, read without key paths, which
  /// take longer to make than the ledger to write; empty where there is more to tell.
  private var usualMembers: [Value.Member] {
    var usual = Report()
    (usual.run, usual.verb, usual.started) = (run, verb, started)
    usual.durationMilliseconds = durationMilliseconds
    let (source, machine) = (manifest, host)
    (usual.manifest.name, usual.manifest.path) = (source.name, source.path)
    usual.manifest.sha256 = source.sha256
    (usual.host.name, usual.host.machineID, usual.host.os) = (
      machine.name, machine.machineID, machine.os
    )
    guard self == usual else { return [] }
    return [
      .init("converge", version.value), .init("run", run.value), .init("verb", verb.value),
      .init(
        "manifest",
        .record([
          "name": source.name.value, "path": source.path.value, "sha256": source.sha256.value,
        ])),
      .init(
        "host",
        .record([
          "name": machine.name.value, "machine_id": machine.machineID.value,
          "os": machine.os.value,
        ])),
      .init("started", started.value), .init("duration_ms", durationMilliseconds.value),
    ]
  }

  /// What follows `keptStart`: the same for all runs that found everything of a manifest in sync.
  package var keptResources: String {
    let edges = edges.map { ",\"edges\":\($0.value.jsonText())" } ?? ""
    return ",\"resources\":" + Value.list(resources.map(\.kept)).jsonText() + edges + "}"
  }

  /// A digest of all that `keptResources` tells, where `isPlain` holds; cheaper than the text itself.
  package var keptResourcesName: String {
    var told: [UInt8] = []
    for index in resources.indices { resources[index].appendWhatIsPlain(to: &told) }
    for edge in edges ?? [] {
      for number in [edge.from, edge.to] {
        withUnsafeBytes(of: Int32(clamping: number).littleEndian) { told.append(contentsOf: $0) }
      }
      told.append(edge.role.rawValue.utf8.first ?? 0)
    }
    return Digest(of: told).description
  }

  /// Whether there is nothing to tell of any resource but that it is as it should be, and where it is
  /// declared.
  package var isPlain: Bool { resources.allSatisfy(\.isPlain) }

  /// Reads a report back.
  ///
  /// - Throws: `MalformedReport` where the text is no JSON, of another version, or has a value of
  ///   a wrong type.
  package init(json text: String) throws(MalformedReport) {
    let value: Value
    do {
      value = try Value(json: text.utf8)
    } catch {
      throw MalformedReport("the report is no JSON: \(error)")
    }
    guard value["converge"] == 1 else { throw MalformedReport("1", at: "converge") }
    try self.init(value, at: "")
  }

  /// The JSON Schema (2020-12) that every report is held against.
  package static var jsonSchema: Value {
    .mapping(
      [
        Value.Member("$schema", "https://json-schema.org/draft/2020-12/schema"),
        Value.Member("title", "converge report"),
      ] + (schema.members ?? []))
  }
}
