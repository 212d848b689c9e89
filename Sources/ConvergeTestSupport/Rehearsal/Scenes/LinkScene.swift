/// A symbolic link: new, to another place, in place of a file, or taken away.
struct LinkScene: Scene {
  static func write(_ number: Int, into writer: inout ScenarioWriter) {
    let path = writer.freshPath("l\(number)")
    if writer.chance(20) {
      writer.there("links", "\(path): /etc/hostname")
      writer.add("link", path, ["state: absent"]) {
        $0.aim = .absence
        $0.after = [("links", "\(path): absent")]
      }
      return
    }
    var target = "/srv/nowhere\(number)"
    if writer.chance(60) {
      let declared = ["file", "directory"].compactMap { writer.pick($0) }
      target = writer.pick(declared).map { writer.draft($0).name } ?? target
    }
    var attributes = ["target: \(target)"]
    switch Int.random(in: 0...3, using: &writer.numbers) {
    case 0: writer.there("links", "\(path): /etc/hostname")
    case 1:
      writer.there("files", "\(path): { content: x }")
      attributes.append("force: true")
    default: break
    }
    writer.add("link", path, attributes) {
      $0.names.append("path:\(target)")
      $0.after = [("links", "\(path): \(target)")]
    }
  }
}
