package import ConvergeCore

/// Arithmetic on absolute paths, as text.
///
/// By bytes: as characters, a slash and an accent behind it are one, and no slash.
package enum FilePath {
  /// A path as identities have it: no `//`, no `.`, no slash at the end.
  ///
  /// - Returns: nil where a problem was reported: it is not absolute, has `..`, a NUL, or a name
  ///   that is too long.
  package static func normalised(
    _ node: Node, reporting problems: inout Diagnostics
  ) -> String? {
    let text = node.scalar?.text ?? ""
    guard text.utf8.first == slash else {
      problems.error(Message.notAbsolute(text), at: node.place, hint: Message.absoluteHint)
      return nil
    }
    if text.utf8.contains(0) {
      problems.error(Message.nul, at: node.place)
      return nil
    }
    let parts = Self.parts(of: text).filter { $0 != "." }
    if parts.contains("..") {
      problems.error(Message.dots(text), at: node.place, hint: Message.dotsHint)
      return nil
    }
    if let long = parts.first(where: { $0.utf8.count > 255 }) {
      problems.error(Message.tooLong(long.utf8.count), at: node.place)
      return nil
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The directory of a normalised path; `/` is its own.
  package static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: slash), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  /// The last name of a normalised path.
  package static func name(of path: String) -> String {
    path.utf8.lastIndex(of: slash).map { String(path[path.utf8.index(after: $0)...]) } ?? path
  }

  /// `directory` and `name` as one path.
  package static func join(_ directory: String, _ name: String) -> String {
    directory == "/" ? "/" + name : directory + "/" + name
  }

  /// Whether `path` lies below `directory`; both normalised.
  package static func isBelow(_ path: String, _ directory: String) -> Bool {
    directory == "/" ? path != "/" : path.utf8.starts(with: (directory + "/").utf8)
  }

  /// Where a link at `path` leads, as text: links on the way are not looked at.
  package static func resolve(_ target: String, from path: String) -> String {
    var parts = target.utf8.first == slash ? [] : parts(of: parent(of: path))
    for part in self.parts(of: target) where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  private static let slash = UInt8(ascii: "/")

  private static func parts(of path: String) -> [Substring] {
    path.utf8.split(separator: slash).map(Substring.init)
  }
}

private enum Message {
  static func notAbsolute(_ text: String) -> String { "'\(text)' is not an absolute path" }
  static let absoluteHint = "it must begin with '/'"
  static let nul = "a path has no NUL byte"
  static func dots(_ text: String) -> String { "'..' has no place in '\(text)'" }
  static let dotsHint = "write the path that is meant"
  static func tooLong(_ bytes: Int) -> String {
    "a name of \(bytes) bytes is too long: a file system takes 255"
  }
}
