/// Filters of Ansible on paths and addresses as texts.
extension Filters {
  static let pathTable: [NamedFilter] = [
    path("normpath", normal),
    .init(
      "relpath",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("relpath", ["start"], required: 1, arguments)
        let path = try run.string(arguments.value, "the path")
        let start = try run.string(values[0] ?? .none, "the start")
        guard path.hasTextPrefix("/"), start.hasTextPrefix("/") else {
          throw run.failure(.value, Message.absolute)
        }
        let (to, from) = (parts(normal(path)), parts(normal(start)))
        let common = zip(to, from).prefix { $0 == $1 }.count
        let up = [String](repeating: "..", count: from.count - common)
        let way = up + to[common...]
        return .string(way.isEmpty ? "." : way.joined(separator: "/"))
      }
    ),
    .init(
      "commonpath",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("commonpath", [], arguments)
        var paths: [String] = []
        for element in try run.elements(arguments.value) {
          paths.append(try run.string(element, "a path"))
        }
        guard let first = paths.first else { throw run.failure(.value, Message.noPath) }
        let isAbsolute = first.hasTextPrefix("/")
        guard paths.allSatisfy({ $0.hasTextPrefix("/") == isAbsolute }) else {
          throw run.failure(.value, Message.mixed)
        }
        var common = parts(first)
        for path in paths.dropFirst() {
          common = zip(common, parts(path)).prefix { $0 == $1 }.map(\.0)
        }
        return .string((isAbsolute ? "/" : "") + common.joined(separator: "/"))
      }
    ),
    path("win_basename") { text in
      let rest = windows(text).rest
      return String(
        rest[
          (rest.lastIndex(where: isSeparator).map { rest.index(after: $0) } ?? rest.startIndex)...])
    },
    path("win_dirname") { text in
      let (drive, rest) = windows(text)
      guard let last = rest.lastIndex(where: isSeparator) else { return drive }
      var head = rest[...last]
      while let end = head.last, isSeparator(end) { head.removeLast() }
      return drive + (head.isEmpty ? rest[...last] : head)
    },
    .init(
      "win_splitdrive",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("win_splitdrive", [], arguments)
        let text = try run.string(arguments.value, "the path")
        let (drive, rest) = windows(text)
        return .tuple([.string(drive), .string(String(rest))])
      }
    ),
  ]

  /// The drive of a path of Windows, and what stands behind it.
  private static func windows(_ text: String) -> (drive: String, rest: Substring) {
    let drive = text.prefix(2).last == ":" ? text.prefix(2) : ""
    return (String(drive), text.dropFirst(drive.count))
  }

  @Sendable private static func isSeparator(_ character: Character) -> Bool {
    character == "\\" || character == "/"
  }

  /// The parts that say anything.
  private static func parts(_ path: String) -> [String] {
    path.split(separator: "/").map(String.init).filter { $0 != "." }
  }

  /// Without empty parts, `.` and `..`, as far as nothing but the text tells.
  @Sendable private static func normal(_ path: String) -> String {
    let isAbsolute = path.hasTextPrefix("/")
    var kept: [String] = []
    for part in parts(path) {
      if part != ".." || kept.last == ".." || (kept.isEmpty && !isAbsolute) {
        kept.append(part)
      } else if !kept.isEmpty {
        kept.removeLast()
      }
    }
    // POSIX keeps two slashes at the start, and no other number.
    let slashes = path.prefix { $0 == "/" }.count
    let root = isAbsolute ? (slashes == 2 ? "//" : "/") : ""
    let text = root + kept.joined(separator: "/")
    return text.isEmpty ? "." : text
  }
}

private enum Message {
  static let absolute = "both paths must begin with '/'"
  static let noPath = "there is no path to compare"
  static let mixed = "paths that begin with '/' have nothing in common with others"
}
