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
    var text = node.scalar?.text ?? ""
    // Most are written as they should be.
    if text.withUTF8(isNormalised) { return text }
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

  private static func isNormalised(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
    guard path.count > 1, path[0] == slash, path[path.count - 1] != slash else { return false }
    var start = 1
    for index in 1...path.count where index == path.count || path[index] == slash {
      let name = path[start..<index]
      if name.isEmpty || name.count > 255 || name.contains(0) { return false }
      if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { return false }
      start = index + 1
    }
    return true
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
    if directory == "/" { return path != "/" }
    guard path.utf8.starts(with: directory.utf8) else { return false }
    return path.utf8.dropFirst(directory.utf8.count).first == slash
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
