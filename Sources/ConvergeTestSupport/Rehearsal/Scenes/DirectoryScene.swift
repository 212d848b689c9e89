/// A directory that is to be there, perhaps in another one, perhaps with all that is below it.
struct DirectoryScene: Scene {
  static func write(_ number: Int, into writer: inout ScenarioWriter) {
    var path = "/srv/d\(number)"
    if writer.chance(40), let parent = writer.pickDirectory() { path = "\(parent)/e\(number)" }
    var attributes: [String] = []
    var expected: [String] = []
    var names: [String] = []
    var owned: [String] = []
    if writer.chance(20) {
      path = "/srv/p\(number)/q/r"
      attributes.append("parents: true")
      owned = ["/srv/p\(number)", "/srv/p\(number)/q"]
    }
    let mode = writer.pick(["0755", "0700", "0750"]) ?? "0755"
    if writer.chance(60) {
      attributes.append("mode: \"\(mode)\"")
      expected.append("mode: \"\(mode)\"")
    }
    writer.writeOwner(&attributes, &names, &expected)
    if writer.chance(40) {
      writer.there("directories", "\(path): { mode: \"0711\" }")
      // Two that sweep the same would be at odds.
      if path.hasPrefix("/srv/d\(number)"), writer.chance(50) {
        sweep(path, mode, &attributes, &owned, &writer)
      }
    } else if writer.chance(15) {
      writer.there("files", "\(path): { content: x }")
      attributes.append("force: true")
    }
    writer.add("directory", path, attributes) {
      $0.names += names
      $0.owned = owned
      $0.after = [("directories", "\(path): { \(expected.joined(separator: ", ")) }")]
      if attributes.contains("purge: true") {
        $0.after.append(("files", "\(path)/junk: absent"))
        $0.after.append(("files", "\(path)/heap/more: absent"))
      }
    }
  }

  /// What is below it takes its mode, or goes.
  private static func sweep(
    _ path: String, _ mode: String, _ attributes: inout [String], _ owned: inout [String],
    _ writer: inout ScenarioWriter
  ) {
    writer.there("files", "\(path)/junk: { content: x, mode: \"0666\" }")
    writer.there("files", "\(path)/heap/more: { content: x }")
    attributes += ["recurse: true", "file_mode: \"0640\""]
    if writer.chance(50) { attributes.append("purge: true") }
    owned += ["\(path)/junk", "\(path)/heap"]
  }
}

extension ScenarioWriter {
  /// Perhaps an owner and a group, declared or by number.
  mutating func writeOwner(
    _ attributes: inout [String], _ names: inout [String], _ expected: inout [String]
  ) {
    if chance(25), let user = pick("user").map({ draft($0).name }) {
      attributes.append("owner: \(user)")
      names.append("user:\(user)")
      expected.append("owner: \(user)")
    } else if chance(15) {
      attributes.append("owner: \"0\"")
      expected.append("owner: \"0\"")
    }
    if chance(20), let group = pick("group").map({ draft($0).name }) {
      attributes.append("group: \(group)")
      names.append("group:\(group)")
      expected.append("group: \(group)")
    }
  }

  /// A path that nobody has yet: in a declared directory, or in one that is there.
  mutating func freshPath(_ name: String) -> String {
    if chance(60), let directory = pickDirectory() { return "\(directory)/\(name)" }
    return "/etc/\(name)"
  }
}
