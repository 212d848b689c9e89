/// A file: written, judged, kept, made empty, put in place of a link, or taken away.
struct FileScene: Scene {
  static func write(_ number: Int, into writer: inout ScenarioWriter) {
    let path = writer.freshPath("f\(number)")
    switch Int.random(in: 0...9, using: &writer.numbers) {
    case 0: writeAbsent(path, &writer)
    case 1: writeKept(path, &writer)
    case 2: writeOverLink(path, &writer)
    case 3: writeSymbolicMode(path, &writer)
    case 4: writeWithParents(number, &writer)
    default: writePlain(path, number, &writer)
    }
  }

  private static func writePlain(_ path: String, _ number: Int, _ writer: inout ScenarioWriter) {
    let content = "new \(number)\\n"
    var attributes: [String] = []
    var expected = ["content: \"\(content)\""]
    var names: [String] = []
    let isThere = writer.chance(50)
    if isThere {
      // Sometimes the content is right and something else is not.
      writer.thereFile(path, writer.chance(40) ? content : "old\\n", ", mode: \"0640\"")
    }
    writer.expectFile(path, content)
    if writer.chance(20) {
      writer.sources["files/\(number)"] = "new \(number)\n"
      attributes.append("source: files/\(number)")
    } else {
      attributes.append("content: \"\(content)\"")
    }
    if writer.chance(40) {
      attributes.append("mode: \"0600\"")
      expected.append("mode: \"0600\"")
    }
    writer.writeOwner(&attributes, &names, &expected)
    if writer.chance(25) {
      let program = "/usr/sbin/check"
      names.append("path:\(program)")
      let argument = writer.chance(50) ? "\"%s\"" : "\"\(path)\""
      attributes.append("validate: [\(program), \(argument)]")
      writer.thereOnce("programs", "\(program): { rejects: bad }")
    }
    if writer.chance(20) {
      attributes.append("backup: \(Int.random(in: 1...2, using: &writer.numbers))")
    }
    let index = writer.add("file", path, attributes) {
      $0.names += names
      $0.after = [("files", "\(path): { \(expected.joined(separator: ", ")) }")]
    }
    if isThere, writer.chance(25) { writeHardLink(to: path, index, number, &writer) }
  }

  /// Another name of a file that is replaced.
  private static func writeHardLink(
    to path: String, _ index: Int, _ number: Int, _ writer: inout ScenarioWriter
  ) {
    let other = "/srv/h\(number)"
    writer.there("hard_links", "\(other): \(path)")
    writer.add("link", other, ["target: \(path)", "hard: true"]) {
      $0.names.append("path:\(path)")
      $0.after = [("same_inode", "\(other): \(path)")]
    }
  }

  private static func writeAbsent(_ path: String, _ writer: inout ScenarioWriter) {
    if writer.chance(80) { writer.thereFile(path, "old\\n") }
    writer.expectFile(path, nil)
    var attributes = ["state: absent"]
    if writer.chance(30) { attributes.append("backup: true") }
    writer.add("file", path, attributes) {
      $0.aim = .absence
      $0.after = [("files", "\(path): absent")]
    }
  }

  /// Content that is there is left alone.
  private static func writeKept(_ path: String, _ writer: inout ScenarioWriter) {
    let isThere = writer.chance(60)
    if isThere { writer.thereFile(path, "own\\n", ", mode: \"0600\"") }
    let content = isThere ? "own\\n" : "first\\n"
    writer.expectFile(path, content)
    writer.add("file", path, ["content: \"first\\n\"", "replace: false", "mode: \"0644\""]) {
      $0.after = [("files", "\(path): { content: \"\(content)\", mode: \"0644\" }")]
    }
  }

  private static func writeOverLink(_ path: String, _ writer: inout ScenarioWriter) {
    writer.there("links", "\(path): /etc/hostname")
    writer.add("file", path, ["content: \"a file\\n\"", "force: true"]) {
      $0.after = [("files", "\(path): { content: \"a file\\n\" }")]
    }
  }

  private static func writeSymbolicMode(_ path: String, _ writer: inout ScenarioWriter) {
    writer.thereFile(path, "same\\n", ", mode: \"0644\"")
    writer.expectFile(path, "same\\n")
    writer.add("file", path, ["mode: \"g+w,o-r\""]) {
      $0.after = [("files", "\(path): { content: \"same\\n\", mode: \"0660\" }")]
    }
  }

  private static func writeWithParents(_ number: Int, _ writer: inout ScenarioWriter) {
    let path = "/srv/w\(number)/x/f"
    writer.expectFile(path, "")
    writer.add("file", path, ["parents: true"]) {
      $0.owned = ["/srv/w\(number)", "/srv/w\(number)/x"]
      $0.after = [("files", "\(path): { content: \"\", mode: \"0644\" }")]
    }
  }
}

extension ScenarioWriter {
  /// A line that several scenes want.
  mutating func thereOnce(_ section: String, _ line: String) {
    if host[section]?.contains(line) != true { there(section, line) }
  }
}
