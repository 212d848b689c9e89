package import ConvergeCore

/// The ledger at one moment, as a run of one manifest needs it.
package struct LedgerSnapshot: Sendable, Equatable {
  /// An entry of another manifest.
  package struct Foreign: Sendable, Equatable {
    package let manifest: String
    package let reference: Reference
    package let applied: Applied
    package init(manifest: String, reference: Reference, applied: Applied) {
      self.manifest = manifest
      self.reference = reference
      self.applied = applied
    }
  }

  /// An entry of the manifest itself.
  package struct Entry: Sendable, Equatable {
    package let reference: Reference
    package let applied: Applied
    package init(reference: Reference, applied: Applied) {
      self.reference = reference
      self.applied = applied
    }
  }

  /// False where there is no ledger yet, so that causes are unknown to a reader.
  package var isPresent: Bool
  /// The path that the manifest's name was last applied from; nil where it never was.
  package var manifestPath: String?
  package var entries: [Identity: Entry]
  /// What other manifests of this host manage, by their names.
  package var foreign: [Identity: [Foreign]]
  /// All that is owed on this host, oldest first.
  package var owed: [OwedRefresh]
  /// Changes that were begun, whose result was never written, whichever manifest's they are.
  package var intents: [Intent]

  package init(
    isPresent: Bool = true, manifestPath: String? = nil, entries: [Identity: Entry] = [:],
    foreign: [Identity: [Foreign]] = [:], owed: [OwedRefresh] = [], intents: [Intent] = []
  ) {
    self.isPresent = isPresent
    self.manifestPath = manifestPath
    self.entries = entries
    self.foreign = foreign
    self.owed = owed
    self.intents = intents
  }
}
