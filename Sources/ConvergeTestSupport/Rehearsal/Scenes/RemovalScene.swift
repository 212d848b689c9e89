/// A tree that is to go: each thing for itself, or all at once; or a unit that stops with its file.
struct RemovalScene: Scene {
  static func write(_ number: Int, into writer: inout ScenarioWriter) {
    switch Int.random(in: 0...2, using: &writer.numbers) {
    case 0: writeTree("/opt/old\(number)", &writer)
    case 1: writeForced("/opt/old\(number)", &writer)
    default: writeUnit(number, &writer)
    }
  }

  private static func writeTree(_ top: String, _ writer: inout ScenarioWriter) {
    writer.there("directories", "\(top): {}")
    writer.there("directories", "\(top)/sub: {}")
    writer.thereFile("\(top)/inside", "x")
    writer.expectFile("\(top)/inside", nil)
    writer.there("links", "\(top)/sub/link: /etc/hostname")
    let parts = [
      ("directory", top), ("directory", "\(top)/sub"), ("file", "\(top)/inside"),
      ("link", "\(top)/sub/link"),
    ]
    for (kind, path) in parts {
      writer.add(kind, path, ["state: absent"]) {
        $0.aim = .absence
        $0.after = [("files", "\(path): absent")]
      }
    }
  }

  private static func writeForced(_ top: String, _ writer: inout ScenarioWriter) {
    writer.there("files", "\(top)/a/b: { content: x }")
    writer.there("files", "\(top)/c: { content: x }")
    writer.add("directory", top, ["state: absent", "force: true"]) {
      $0.aim = .absence
      $0.owned = [top]
      $0.after = [("directories", "\(top): absent")]
    }
  }

  private static func writeUnit(_ number: Int, _ writer: inout ScenarioWriter) {
    let unit = "gone\(number)"
    let path = "/etc/systemd/system/\(unit).service"
    writer.there(
      "units", "\(unit): { directory: /etc/systemd/system, state: active, enabled: true }")
    writer.add("file", path, ["state: absent"]) {
      $0.aim = .absence
      $0.provides.append("unit:\(unit).service")
      $0.after = [("files", "\(path): absent")]
    }
    writer.add("service", unit, ["running: false", "enabled: false"]) {
      $0.aim = .stop
      $0.after = [("units", "\(unit): { state: inactive, enabled: false }")]
    }
  }
}
