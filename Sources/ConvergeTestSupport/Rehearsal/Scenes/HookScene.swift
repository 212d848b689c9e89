internal import ConvergeCore
internal import ConvergeHooks

/// A file and a hook that waits for it, and that makes another file from it: how often it has run is
/// counted beside the machine.
///
/// A run that was interrupted is run again, so that its file tells whether it was lost; or it counts
/// as done, so that it never runs twice.
struct HookScene: Scene {
  static func write(_ number: Int, into writer: inout ScenarioWriter) {
    let (source, copy) = ("/etc/told\(number)", "/srv/told\(number).db")
    let content = "told \(number)\\n"
    if writer.chance(60) {
      writer.thereFile(source, "old told\\n")
      writer.there("files", "\(copy): { content: \"old told\\n\" }")
    }
    writer.expectFile(source, content)
    let file = writer.add("file", source, ["content: \"\(content)\""]) {
      $0.after = [("files", "\(source): { content: \"\(content)\" }")]
    }
    let isRunAgain = writer.chance(70)
    let name = "tell\(number)"
    let hook = writer.add(
      "hook", name,
      [
        "command: [/bin/tell, \(source), \(copy)]",
        "on_interrupt: \(isRunAgain ? "rerun" : "continue")",
      ]
    ) {
      $0.isRunAgain = isRunAgain
      $0.owned = [HookFolder(of: "random/\(name)", in: HookScene.area).path, copy, "\(copy).new"]
    }
    if isRunAgain { writer.copies.append(("hook:\(name)", source, copy)) }
    if writer.chance(50) {
      writer.link(hook, .subscribe, file)
    } else {
      writer.link(file, .notify, hook)
    }
  }

  /// As the simulated host has it.
  static let area = "/var/lib/converge/hooks"
}
