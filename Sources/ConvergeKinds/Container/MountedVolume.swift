/// A volume or a bind mount in Compose's short form, normalised.
struct MountedVolume: CustomStringConvertible {
  /// A host's path, or a volume's name.
  let source: String
  let target: String
  /// Sorted; `rw`, the default, is left out.
  let options: [String]

  /// - Returns: nil for a form that the engine would refuse, and for an anonymous volume.
  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), parts[0].hasPrefix("/") || Self.isName(parts[0]),
      parts[1].hasPrefix("/"), parts[1] != "/"
    else { return nil }
    self.init(
      source: parts[0], target: parts[1],
      options: parts.count == 3 ? parts[2].split(separator: ",").map(String.init) : [])
  }

  init(source: String, target: String, options: [String]) {
    self.source = source
    self.target = target
    self.options = options.filter { $0 != "rw" }.sorted()
  }

  var description: String {
    "\(source):\(target)" + (options.isEmpty ? "" : ":" + options.joined(separator: ","))
  }

  /// The grammar of the engine's own check: `[a-zA-Z0-9][a-zA-Z0-9_.-]+`.
  private static func isName(_ text: String) -> Bool {
    text.utf8.count > 1 && text.first.map { $0.isASCII && ($0.isLetter || $0.isNumber) } == true
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) }
  }
}
