internal import ConvergeCore

/// One use of a module.
final class ModuleInstance: Sendable {
  /// What its entry calls it.
  let name: String
  /// The same from the manifest on: `site/docker`.
  let path: String
  /// As its entry names it.
  let source: String
  /// Where it was found, as messages call it.
  let directory: String
  /// Where another host has it.
  let remote: RemoteSource?
  /// Of the entry's key.
  let place: Place
  /// Of the entry: edges, tags.
  let common: CommonAttributes
  /// Whether `when` leaves out all of it.
  let isLeftOut: Bool
  let evaluation: ManifestEvaluation

  init(
    name: String, path: String, source: String, directory: String, remote: RemoteSource?,
    place: Place, common: CommonAttributes, isLeftOut: Bool,
    evaluation: ManifestEvaluation
  ) {
    self.name = name
    self.path = path
    self.source = source
    self.directory = directory
    self.remote = remote
    self.place = place
    self.common = common
    self.isLeftOut = isLeftOut
    self.evaluation = evaluation
  }
}

/// What a module is evaluated with besides its own text.
struct ModuleUse {
  let origin: ModuleOrigin
  let arguments: ModuleArguments
  /// What expressions outside call its outputs.
  let name: String
  /// Of whoever uses it.
  let outer: Journal
  /// The modules that it stands in, itself the last.
  let chain: [ModuleLibrary.Found]
}
