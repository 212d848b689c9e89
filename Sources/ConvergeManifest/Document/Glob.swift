internal import ConvergeCore

/// A path with wildcards, as `include` takes it: `conf.d/*.yml`.
struct Glob {
  private let parts: [Substring]
  private let isAbsolute: Bool

  init(_ text: String) {
    parts = text.split(separator: "/")
    isAbsolute = text.hasPrefix("/")
  }

  /// The paths that are there and match, sorted; what cannot be listed has none. Names that begin
  /// with a dot match only a pattern that does.
  func paths(in folder: SourceFolder) -> [String] {
    var found = [isAbsolute ? "/" : ""]
    for part in parts {
      let text = String(part)
      guard Pattern.isPattern(text) else {
        found = found.map { $0 + ($0.isEmpty || $0 == "/" ? "" : "/") + text }
        continue
      }
      let pattern = Pattern(text == "*" ? "**" : text)
      found = found.flatMap { directory in
        names(in: directory, folder)
          .filter { pattern.matches($0) && ($0.hasPrefix(".") == text.hasPrefix(".")) }
          .map { directory + (directory.isEmpty || directory == "/" ? "" : "/") + $0 }
      }
    }
    return found.sorted()
  }

  private func names(in directory: String, _ folder: SourceFolder) -> [String] {
    (try? folder.list(directory.isEmpty ? "." : directory)) ?? []
  }
}
