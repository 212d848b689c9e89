/// Some packages that may need one another, in every state that can be asked for.
struct PackageScene: Scene {
  static func write(_ number: Int, into writer: inout ScenarioWriter) {
    let count = Int.random(in: 1...4, using: &writer.numbers)
    let names = (0..<count).map { "pkg\(number)-\($0)" }
    let isRemoval = writer.chance(30)
    var drafts: [Int] = []
    for (place, name) in names.enumerated() {
      // Only on those before it, and only if they stay.
      let needed = place > 0 && !isRemoval && writer.chance(40) ? names[place - 1] : nil
      let depends = needed.map { "depends: [\($0)], " } ?? ""
      let files = "files: { /usr/share/\(name)/data: \"data\" }"
      let conffiles = writer.chance(40) ? ", conffiles: { /etc/\(name).conf: packaged }" : ""
      writer.there(
        "repository",
        "\(name): { \"1.0\": { \(files)\(conffiles) }, "
          + "\"2.0\": { \(depends)\(files)\(conffiles) } }"
      )
      if isRemoval { writeRemoval(of: name, &writer) } else { writePresence(of: name, &writer) }
      drafts.append(writer.drafts.count - 1)
      if needed != nil { writer.change(drafts[place - 1]) { $0.comesAlong = true } }
    }
  }

  private static func writePresence(of name: String, _ writer: inout ScenarioWriter) {
    let installed = writer.pick([nil, nil, "\"1.0\"", "{ version: \"1.0\", automatic: true }"])
    if let installed, let installed { writer.there("packages", "\(name): \(installed)") }
    var attributes: [String]
    var expected = "2.0"
    switch Int.random(in: 0...5, using: &writer.numbers) {
    case 0:
      attributes = ["state: present"]
      if installed != .some(nil) { expected = "1.0" }
    case 1: attributes = ["version: \"2.0\""]
    case 2: attributes = ["version: \"2.*\""]
    case 3: attributes = ["version: \">=1.5 <3.0\""]
    case 4:
      attributes = ["state: latest"]
      writer.thereOnce("lists", "age: none")
    default:
      attributes = ["version: \"1.0\"", "allow_downgrade: true"]
      expected = "1.0"
    }
    let isHeld = writer.chance(20)
    if isHeld { attributes.append("hold: true") }
    if writer.chance(15) { attributes.append("recommends: false") }
    writer.add("package", name, attributes) {
      $0.after = [
        (
          "packages",
          "\(name): { version: \"\(expected)\", status: installed, automatic: false, "
            + "hold: \(isHeld) }"
        )
      ]
    }
  }

  private static func writeRemoval(of name: String, _ writer: inout ScenarioWriter) {
    if writer.chance(85) { writer.there("packages", "\(name): \"1.0\"") }
    let isPurge = writer.chance(40)
    writer.add("package", name, ["state: \(isPurge ? "purged" : "absent")"]) {
      $0.aim = .absence
      $0.after = [("files", "/usr/share/\(name)/data: absent")]
      if isPurge { $0.after.append(("packages", "\(name): absent")) }
    }
  }
}

/// A package that brings a unit with its configuration and starts it at once, before anybody could
/// have written the configuration that is wanted.
struct PackagedServiceScene: Scene {
  static func write(_ number: Int, into writer: inout ScenarioWriter) {
    let (package, unit, path) = ("web\(number)", "webd\(number)", "/etc/web\(number).conf")
    let file = SimulatedUnitText.text(reading: [path], canReload: true)
    writer.thereOnce("units", "base: { state: inactive }")
    writer.there(
      "repository",
      "\(package): { \"1.0\": { files: { /lib/systemd/system/\(unit).service: \"\(file)\" }, "
        + "conffiles: { \(path): \"packaged\\n\" }, starts: \(unit) } }")
    writer.contents[path] = [nil, "packaged\\n", "wanted\\n"]
    let needed = writer.add("package", package, ["state: present"]) {
      $0.after = [("packages", "\(package): { version: \"1.0\", status: installed }")]
    }
    let configuration = writer.add("file", path, ["content: \"wanted\\n\""]) {
      $0.after = [("files", "\(path): { content: \"wanted\\n\" }")]
    }
    var attributes = ["running: true", "enabled: true"]
    if writer.chance(50) { attributes.append("on_refresh: reload") }
    let service = writer.add("service", unit, attributes) {
      $0.after = [("units", "\(unit): { state: active, enabled: true }")]
    }
    writer.reads["\(unit).service"] = [path]
    writer.link(service, writer.chance(50) ? .require : .subscribe, needed)
    if writer.chance(50) {
      writer.link(configuration, .notify, service)
    } else {
      writer.link(service, .subscribe, configuration)
    }
    if writer.chance(50) { writer.link(configuration, .require, needed) }
  }
}

/// What a unit file says, on one line of a YAML text.
enum SimulatedUnitText {
  static func text(reading paths: [String], canReload: Bool) -> String {
    var lines = ["[Unit]"] + paths.map { "X-Simulated-Reads=\($0)" }
    lines += ["[Service]", "Type=simple", "ExecStart=/bin/true"]
    if canReload { lines.append("ExecReload=/bin/true") }
    lines += ["[Install]", "WantedBy=multi-user.target", ""]
    return lines.joined(separator: "\\n")
  }
}
