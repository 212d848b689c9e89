/// Reads what lies beside a manifest: sources, templates, data, included manifests.
///
/// The front half of the pipeline reads through this alone, so that it runs on any machine.
package protocol SourceReader: Sendable {
  /// The bytes of a file, at most `limitBytes` of them.
  ///
  /// - Parameter path: absolute, or relative to the manifest's directory.
  /// - Throws: `HostError` where it is missing, unreadable or larger than the limit.
  func read(_ path: String, limitBytes: Int) throws(HostError) -> [UInt8]

  /// The names in a directory, in no order; `path` as for `read`.
  ///
  /// - Throws: `HostError` where it is missing, unreadable or no directory.
  func list(_ path: String) throws(HostError) -> [String]
}
