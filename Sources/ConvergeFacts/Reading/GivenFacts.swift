package import ConvergeCore

/// Facts that are given, of another host or of none: for `--facts FILE` and the tests of modules.
package struct GivenFacts: FactSource {
  private let members: [Value.Member]
  private let file: String

  /// Facts as `converge facts --format yaml` or `json` writes them; some of them can be left out.
  ///
  /// - Parameter file: as the user named it, for errors.
  /// - Throws: `HostError`; `refused` for what is no mapping from names of facts, nests deeper than
  ///   32 levels or has more than 100,000 values.
  package init(_ value: Value, file: String) throws(HostError) {
    try FactDocument.check(value, from: file)
    guard let members = value.members else {
      throw HostError(.refused, "take facts from", file, because: Message.notMapping)
    }
    for name in members.map(\.key) where !FactReader.names.contains(name) {
      throw HostError(
        .refused, "take facts from", file,
        because: FactPath.unknown(name, among: FactReader.names).because)
    }
    self.members = members
    self.file = file
  }

  /// From a text: JSON where the file's name ends so, else YAML.
  ///
  /// - Throws: as `init(_:file:)`, and for a text that does not parse.
  package init(
    _ bytes: [UInt8], file: String, yaml: OwnFacts.YAML
  ) throws(HostError) {
    let isJSON = file.hasSuffix(".json")
    try self.init(isJSON ? FactDocument.json(bytes, from: file) : yaml(bytes, file), file: file)
  }

  package var names: [String] { members.map(\.key) }

  package func fact(named name: String) async throws(HostError) -> Value { try given(name) }

  package func readyFact(named name: String) throws(HostError) -> Value? { try given(name) }

  private func given(_ name: String) throws(HostError) -> Value {
    if let member = members.first(where: { $0.key == name }) { return member.value }
    guard FactReader.names.contains(name) else {
      throw FactPath.unknown(name, among: FactReader.names)
    }
    throw HostError(.notFound, "find the fact", name, because: Message.missing(file))
  }
}

private enum Message {
  static let notMapping = "it is no mapping from the names of facts; 'converge facts' prints one"
  static func missing(_ file: String) -> String { "the facts given in '\(file)' leave it out" }
}
