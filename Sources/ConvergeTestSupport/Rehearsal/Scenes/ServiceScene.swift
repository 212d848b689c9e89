/// A unit that is there, with the files that it reads, linked in every way that there is.
struct ServiceScene: Scene {
  static func write(_ number: Int, into writer: inout ScenarioWriter) {
    let unit = writer.chance(15) ? "svc\(number)@one" : "svc\(number)"
    let template = unit.hasSuffix("@one") ? String(unit.dropLast(3)) : unit
    switch Int.random(in: 0...9, using: &writer.numbers) {
    case 0: writeStopped(template.filter { $0 != "@" }, &writer)
    case 1: writeIdle(template.filter { $0 != "@" }, number, &writer)
    case 3: writeUnmasked(template.filter { $0 != "@" }, &writer)
    case 2: writeUnenforced(template.filter { $0 != "@" }, number, &writer)
    default: writeRunning(unit, template, number, &writer)
    }
  }

  private static func writeRunning(
    _ unit: String, _ template: String, _ number: Int, _ writer: inout ScenarioWriter
  ) {
    let isReload = writer.chance(30)
    let (paths, files) = writeFiles(number, Int.random(in: 1...3, using: &writer.numbers), &writer)
    let state = writer.pick(["active", "active", "inactive", "failed"]) ?? "active"
    let isTemplate = unit != template
    let isEnabled = !isTemplate && writer.chance(70)
    writer.there(
      "units",
      "\"\(template)\": { reads: [\(paths.joined(separator: ", "))], reload: \(isReload), "
        + "state: \(isTemplate ? "inactive" : state), enabled: \(isEnabled) }"
    )
    var attributes = ["running: true"]
    if !isTemplate { attributes.append("enabled: true") }
    if isReload {
      attributes.append("on_refresh: \(writer.chance(50) ? "reload" : "reload-or-restart")")
    }
    let service = writer.add("service", unit, attributes) {
      $0.after = [("units", "\"\(unit)\": { state: active, enabled: \(!isTemplate) }")]
    }
    writer.reads["\(unit).service"] = paths
    let isPattern = files.allSatisfy { writer.draft($0).kind == "file" } && writer.chance(20)
    if isPattern {
      writer.link(service, .subscribe, "file:/etc/svc\(number)-*", meaning: files)
    } else {
      link(files, to: service, &writer)
    }
  }

  /// The files that a unit reads.
  static func writeFiles(
    _ number: Int, _ count: Int, _ writer: inout ScenarioWriter
  ) -> (paths: [String], drafts: [Int]) {
    var paths: [String] = []
    var drafts: [Int] = []
    for file in 0..<count {
      let path = "/etc/svc\(number)-\(file).conf"
      paths.append(path)
      if writer.chance(15) {
        drafts.append(LineScene.writeSetting(path, &writer))
        continue
      }
      if writer.chance(70) { writer.thereFile(path, "old \(file)\\n") }
      let content = "new \(number) \(file)\\n"
      writer.expectFile(path, content)
      let draft = writer.add("file", path, ["content: \"\(content)\""]) {
        $0.after = [("files", "\(path): { content: \"\(content)\" }")]
      }
      drafts.append(draft)
    }
    return (paths, drafts)
  }

  /// By `notify`, by `subscribe`, or both.
  static func link(_ files: [Int], to service: Int, _ writer: inout ScenarioWriter) {
    for file in files {
      let way = Int.random(in: 0...9, using: &writer.numbers)
      if way < 5 { writer.link(file, .notify, service) }
      if way >= 4 { writer.link(service, .subscribe, file) }
    }
  }

  private static func writeStopped(_ unit: String, _ writer: inout ScenarioWriter) {
    writer.there("units", "\(unit): { state: active, enabled: true }")
    let isMasked = writer.chance(60)
    var attributes = ["running: false", "enabled: false"]
    if isMasked { attributes.append("masked: true") }
    writer.add("service", unit, attributes) {
      $0.aim = .stop
      let last = isMasked ? "masked: true" : "enabled: false"
      $0.after = [("units", "\(unit): { state: inactive, \(last) }")]
    }
  }

  /// What nothing could start comes to run.
  private static func writeUnmasked(_ unit: String, _ writer: inout ScenarioWriter) {
    writer.there("units", "\(unit): { state: inactive, masked: true }")
    writer.add("service", unit, ["masked: false", "running: true", "enabled: true"]) {
      $0.after = [("units", "\(unit): { state: active, enabled: true, masked: false }")]
    }
  }

  /// What does not run is not started by a refresh.
  private static func writeIdle(
    _ unit: String, _ number: Int, _ writer: inout ScenarioWriter
  ) {
    let (paths, files) = writeFiles(number, 1, &writer)
    writer.there("units", "\(unit): { reads: [\(paths[0])], state: inactive, enabled: false }")
    let service = writer.add("service", unit, ["masked: false"]) {
      $0.after = [("units", "\(unit): { state: inactive, starts: 0 }")]
    }
    link(files, to: service, &writer)
  }

  /// What is not enforced is never refreshed.
  private static func writeUnenforced(
    _ unit: String, _ number: Int, _ writer: inout ScenarioWriter
  ) {
    let (paths, files) = writeFiles(number, 1, &writer)
    writer.there("units", "\(unit): { reads: [\(paths[0])], state: active, enabled: true }")
    let isRight = writer.chance(70)
    let service = writer.add("service", unit, ["running: \(isRight)", "enforce: false"]) {
      $0.isEnforced = false
      $0.aim = isRight ? .presence : .stop
      $0.after = [("units", "\(unit): { state: active, enabled: true }")]
    }
    writer.unenforced.append("\(unit).service")
    link(files, to: service, &writer)
  }
}

/// A service with its own unit as a file.
struct UnitScene: Scene {
  static func write(_ number: Int, into writer: inout ScenarioWriter) {
    let unit = "own\(number)"
    let path = "/etc/systemd/system/\(unit).service"
    let (paths, files) = ServiceScene.writeFiles(number, 2, &writer)
    let new = SimulatedUnitText.text(reading: paths, canReload: false)
    writer.thereOnce("units", "base: { state: inactive }")
    writer.contents[path] = [nil]
    if writer.chance(50) {
      let old = SimulatedUnitText.text(reading: [paths[0]], canReload: false)
      writer.there(
        "units",
        "\(unit): { file: \"\(old)\", directory: /etc/systemd/system, "
          + "state: \(writer.chance(70) ? "active" : "inactive"), enabled: true }")
      writer.contents[path] = [old]
    }
    writer.expectFile(path, new)
    let file = writer.add("file", path, ["content: \"\(new)\""]) {
      $0.provides.append("unit:\(unit).service")
      $0.after = [("files", "\(path): { content: \"\(new)\" }")]
    }
    let service = writer.add("service", unit, ["running: true", "enabled: true"]) {
      $0.after = [("units", "\(unit): { state: active, enabled: true }")]
    }
    writer.reads["\(unit).service"] = paths
    ServiceScene.link(files + [file], to: service, &writer)
  }
}
