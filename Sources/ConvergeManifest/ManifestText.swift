/// The text of a manifest, and what it is called.
package struct ManifestText: Sendable {
  package let bytes: [UInt8]
  /// The file as the user named it, for places; `-` is standard input.
  package let file: String
  /// The same, absolute; `-` for standard input.
  package let path: String

  /// What its directory is called, where its path does not tell.
  private let directoryName: String?

  package init(
    _ bytes: [UInt8], file: String, path: String, inDirectory directoryName: String? = nil
  ) {
    self.bytes = bytes
    self.file = file
    self.path = path
    self.directoryName = directoryName
  }

  /// The name that a manifest has if it states none: its file's without the ending, for
  /// `manifest.yml` and `module.yml` its directory's; nil for standard input, and where nothing is left.
  var defaultName: String? {
    guard path != "-" else { return nil }
    let parts = path.split(separator: "/")
    guard let last = parts.last else { return nil }
    let name = last.lastIndex(of: ".").map { last[..<$0] } ?? last
    if name == "manifest" || name == "module" {
      return directoryName ?? parts.dropLast().last.map(String.init)
    }
    return name.isEmpty ? nil : String(name)
  }
}
