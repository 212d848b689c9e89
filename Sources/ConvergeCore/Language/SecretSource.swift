/// Hands out secrets by name.
package protocol SecretSource: Sendable {
  /// The secret's text, less one trailing newline.
  ///
  /// - Throws: `HostError` where there is none, or where others may read it.
  func secret(_ name: String) throws(HostError) -> String
}
