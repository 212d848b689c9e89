/// A command that makes a file where that is missing, as whom and where it is told.
struct CommandScene: Scene {
  static func write(_ number: Int, into writer: inout ScenarioWriter) {
    let path = "/srv/made\(number)"
    var attributes = ["command: [/bin/make, \(path)]"]
    var names = ["path:/bin/make", "above:\(path)"]
    var isRoutine = false
    if writer.chance(30) { writer.there("files", "\(path): { content: \"made\\n\" }") }
    switch Int.random(in: 0...3, using: &writer.numbers) {
    case 0:
      attributes.append("unless: [/usr/bin/test, -e, \(path)]")
      names.append("path:/usr/bin/test")
    case 1:
      attributes.append("runs: every_apply")
      isRoutine = true
    default: attributes.append("creates: \(path)")
    }
    if writer.chance(30), let user = writer.pick("user").map({ writer.draft($0).name }) {
      attributes.append("user: \(user)")
      names.append("user:\(user)")
    }
    if writer.chance(30), let directory = writer.pick("directory").map({ writer.draft($0).name }) {
      attributes.append("cwd: \(directory)")
      names.append("path:\(directory)")
    }
    writer.thereOnce("shell", "true")
    writer.add("command", "make\(number)", attributes) {
      $0.names = names
      if attributes.contains("creates: \(path)") { $0.provides.append("path:\(path)") }
      $0.owned = [path, "\(path).new"]
      $0.isRoutine = isRoutine
      $0.after = [("files", "\(path): { content: \"made\\n\" }")]
    }
  }
}

/// A file that a command makes another one from, by refreshes alone, and perhaps a service that
/// reads that: what is lost on the way is seen at the end.
struct CopyScene: Scene {
  static func write(_ number: Int, into writer: inout ScenarioWriter) {
    let (source, copy) = ("/etc/map\(number)", "/srv/map\(number).db")
    let content = "map \(number)\\n"
    if writer.chance(60) {
      writer.thereFile(source, "old map\\n")
      writer.there("files", "\(copy): { content: \"old map\\n\" }")
    }
    writer.expectFile(source, content)
    let file = writer.add("file", source, ["content: \"\(content)\""]) {
      $0.after = [("files", "\(source): { content: \"\(content)\" }")]
    }
    let command = writer.add(
      "command", "copy\(number)",
      ["command: [/bin/copy, \(source), \(copy)]", "refresh_only: true"]
    ) {
      $0.names = ["path:/bin/copy"]
      $0.owned = [copy, "\(copy).new"]
      $0.after = [("files", "\(copy): { content: \"\(content)\" }")]
    }
    writer.copies.append(("command:copy\(number)", source, copy))
    if writer.chance(50) {
      writer.link(command, .subscribe, file)
    } else {
      writer.link(file, .notify, command)
    }
    guard writer.chance(50) else { return }
    // The delivered refresh is a change for the service, and pulls the command forward.
    let unit = "mapd\(number)"
    writer.there("units", "\(unit): { reads: [\(copy)], state: active, enabled: true }")
    let service = writer.add("service", unit, ["running: true", "enabled: true"]) {
      $0.after = [("units", "\(unit): { state: active, enabled: true }")]
    }
    writer.reads["\(unit).service"] = [copy]
    if writer.chance(50) {
      writer.link(service, .subscribe, command)
    } else {
      writer.link(command, .notify, service)
    }
  }
}
