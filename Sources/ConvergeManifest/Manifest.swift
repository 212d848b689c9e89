package import ConvergeCore

/// A manifest that is valid as a whole: what a user declared, in the order written.
package struct Manifest: Sendable {
  /// Identifies it in the ledger.
  package let name: String
  package let description: String?
  /// The file as the user named it; `-` is standard input.
  package let file: String
  /// The same, absolute.
  package let path: String
  /// Of the text.
  package let digest: Digest
  package let resources: [DeclaredResource]
  /// The dependencies that were written; indices into `resources`, and behind them `junctions`.
  package let edges: [Edge]
  /// The patterns in the edges.
  package let junctions: [Junction]
  /// What is declared and left out by `when`: it is neither managed nor released.
  package let excluded: [Identity]
  /// How many entries `when` leaves out.
  package let excludedCount: Int
  /// Named values for whoever applied it, in the order written.
  package let outputs: [Value.Member]
  /// In the order written, each before those that it uses.
  package let modules: [UsedModule]
}
