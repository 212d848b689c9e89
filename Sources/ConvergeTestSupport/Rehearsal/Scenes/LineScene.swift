/// Lines of files whose other lines are not ours: added, changed or taken away, in a file that is
/// there, that another resource makes, or that the line itself brings.
struct LineScene: Scene {
  static func write(_ number: Int, into writer: inout ScenarioWriter) {
    switch Int.random(in: 0...6, using: &writer.numbers) {
    case 0: writeNewFile(number, &writer)
    case 1, 2: writeBesideFile(number, &writer)
    case 3: writeTwo(number, &writer)
    default: writeOne(number, &writer)
    }
  }

  /// What becomes of a file with three lines.
  private static let edits: [(attributes: String, content: String, aim: Draft.Aim)] = [
    ("match: \"^set=\", line: set=new", "one\\nset=new\\ntwo\\n", .presence),
    ("line: three", "one\\nset=old\\ntwo\\nthree\\n", .presence),
    ("line: three, insert_before: \"^t\"", "one\\nset=old\\nthree\\ntwo\\n", .presence),
    ("match: \"^set=\", state: absent", "one\\ntwo\\n", .stop),
    ("line: two", "one\\nset=old\\ntwo\\n", .presence),
  ]

  private static func writeOne(_ number: Int, _ writer: inout ScenarioWriter) {
    guard let edit = writer.pick(edits) else { return }
    let path = writer.undisturbedPath("l\(number)")
    writer.thereFile(path, "one\\nset=old\\ntwo\\n", ", mode: \"0640\"")
    writer.expectFile(path, edit.content)
    var attributes = [edit.attributes]
    var names = ["path:\(path)"]
    if writer.chance(25) {
      let program = "/usr/sbin/check"
      names.append("path:\(program)")
      attributes.append("validate: [\(program), \(writer.chance(50) ? "\"%s\"" : "\"\(path)\"")]")
      writer.thereOnce("programs", "\(program): { rejects: bad }")
    }
    if writer.chance(20) { attributes.append("backup: true") }
    let hasLabel = writer.chance(50)
    if hasLabel { attributes.append("path: \(path)") }
    writer.add("line", hasLabel ? "of file \(number)" : path, attributes) {
      $0.aim = edit.aim
      $0.names = names
      $0.owned = [path]
      $0.after = [("files", "\(path): { content: \"\(edit.content)\", mode: \"0640\" }")]
    }
  }

  /// The line brings the file, and perhaps the directories above it.
  private static func writeNewFile(_ number: Int, _ writer: inout ScenarioWriter) {
    let top = "/srv/n\(number)"
    let hasParents = writer.chance(50)
    let path = hasParents ? "\(top)/x/l" : writer.undisturbedPath("l\(number)")
    writer.expectFile(path, "only\\n")
    let attributes = ["line: only", "create: true"] + (hasParents ? ["parents: true"] : [])
    writer.add("line", path, attributes) {
      $0.names = ["path:\(path)"]
      $0.owned = hasParents ? [top] : [path]
      $0.after = [("files", "\(path): { content: \"only\\n\", mode: \"0644\" }")]
    }
  }

  /// The file is declared for itself, without its content. Nothing is written between the two: a
  /// line comes after its file.
  private static func writeBesideFile(_ number: Int, _ writer: inout ScenarioWriter) {
    let path = writer.undisturbedPath("l\(number)")
    let old = writer.chance(30) ? "own\\n" : ""
    if !old.isEmpty { writer.thereFile(path, old) }
    writer.expectFile(path, old)
    writer.expectFile(path, "\(old)more\\n")
    writer.add("file", path, ["mode: \"0600\""]) { $0.sharesPath = true }
    writer.add("line", "of file \(number)", ["path: \(path)", "line: more"]) {
      $0.names = ["path:\(path)"]
      // What it builds on is as declared, too.
      $0.after = [("files", "\(path): { content: \"\(old)more\\n\", mode: \"0600\" }")]
    }
  }

  /// Two lines of one file, the second of which requires the first.
  private static func writeTwo(_ number: Int, _ writer: inout ScenarioWriter) {
    let path = writer.undisturbedPath("l\(number)")
    writer.thereFile(path, "a=1\\nb=1\\n")
    for content in ["a=2\\nb=1\\n", "a=2\\nb=2\\n"] { writer.expectFile(path, content) }
    let drafts = ["a", "b"].map { letter in
      writer.add(
        "line", "\(letter) of \(number)",
        ["path: \(path)", "match: \"^\(letter)=\"", "line: \(letter)=2"]
      ) {
        $0.names = ["path:\(path)"]
        if letter == "b" {
          $0.after = [("files", "\(path): { content: \"a=2\\nb=2\\n\" }")]
        }
      }
    }
    writer.link(drafts[1], .require, drafts[0])
  }

  /// A setting that a service reads.
  static func writeSetting(_ path: String, _ writer: inout ScenarioWriter) -> Int {
    let isThere = writer.chance(70)
    if isThere { writer.thereFile(path, "set=old\\n") }
    writer.expectFile(path, "set=new\\n")
    return writer.add(
      "line", path,
      ["match: \"^set=\"", "line: set=new"] + (isThere ? [] : ["create: true"])
    ) {
      $0.names = ["path:\(path)"]
      $0.owned = [path]
      $0.after = [("files", "\(path): { content: \"set=new\\n\" }")]
    }
  }
}

extension ScenarioWriter {
  /// A path that no directory sweeps.
  fileprivate mutating func undisturbedPath(_ name: String) -> String {
    guard chance(40) else { return "/etc/\(name)" }
    let directory = pick("directory") { draft in
      draft.name.hasPrefix("/srv/d") && draft.name.utf8.count { $0 == UInt8(ascii: "/") } == 2
        && !draft.attributes.contains { $0 == "recurse: true" || $0 == "force: true" }
    }
    return "\(directory.map { draft($0).name } ?? "/etc")/\(name)"
  }
}
