internal import ConvergeCore

/// A random manifest with the machine that it meets, both from one seed.
///
/// Manifests have 5 to 60 resources. The files that a service or container reads notify it, by
/// every way there is to say so; the machine has some of everything already, some of it wrong.
struct Scenario {
  let seed: UInt64
  let manifest: String
  /// What each unit reads of what the manifest manages.
  private(set) var reads: [String: [String]] = [:]
  /// The `host:` of a case.
  let host: String

  init(seed: UInt64) {
    self.seed = seed
    var writer = ScenarioWriter(seed: seed)
    writer.write()
    manifest = writer.manifest
    host = writer.host
    reads = writer.reads
  }
}
