internal import ConvergeCore

/// A file that an own fact comes from.
struct OwnFactFile {
  /// What the fact is called.
  let name: String
  let path: String
  let isJSON: Bool
  /// Whether it is run, and not read.
  let isProgram: Bool

  /// nil for what is no own fact.
  init?(_ fileName: String, at path: String, _ status: FileStatus) {
    self.path = path
    let dot = fileName.lastIndex(of: ".") ?? fileName.endIndex
    name = String(fileName[..<dot])
    let ending = fileName[dot...].dropFirst()
    isJSON = ending == "json"
    let isRead = isJSON || ending == "yml" || ending == "yaml"
    isProgram = !isRead
    // A link is told of rather than passed over: somebody meant it.
    guard !name.isEmpty, isRead || status.type == .link || status.mode & 0o111 != 0,
      status.type != .directory || isRead
    else { return nil }
  }
}
