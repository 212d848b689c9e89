package import ConvergeCore
internal import ConvergeSystems

/// A container of the Docker Engine, in the words of a Compose service.
package struct Container: Resource {
  package typealias State = ContainerState

  enum Mode: String { case running, stopped, absent }

  let name: String
  let mode: Mode
  let image: ImageName?
  let settings: ContainerSettings
  /// Whether a foreign container of the same name may be replaced.
  let takesOver: Bool

  package init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    name = declaration.name.scalar?.text ?? ""
    mode = declaration.text("state").flatMap(Mode.init) ?? .running
    takesOver = declaration.boolean("take_over") ?? false
    guard Self.isName(name) else {
      problems.error(Message.noName(name), at: declaration.name.place, hint: Message.nameHint)
      return nil
    }
    image = declaration.text("image").flatMap { ImageName($0) }
    if image == nil, mode != .absent {
      if let text = declaration.text("image") {
        problems.error(
          Message.noImage(text), at: declaration.place(of: "image"), hint: Message.imageHint)
      } else {
        problems.error(Message.imageMissing(name), at: declaration.place, hint: Message.imageHint)
      }
      return nil
    }
    guard let settings = ContainerSettings(declaration, reporting: &problems) else { return nil }
    self.settings = settings
  }

  package var identity: Identity { Identity(.container, name) }

  package var aim: Aim {
    switch mode {
    case .running: .presence
    case .stopped: .stop
    case .absent: .absence
    }
  }

  package var refreshWord: String { "restart" }

  /// Of one that is absent too: it goes before an image or a network that is to go.
  package var needs: [Need] {
    var needs: [Need] = DockerEngine.providers.map(Need.thing)
    if let image { needs.append(.thing(Identity(.image, image.description))) }
    for volume in settings.volumes ?? [] {
      let source = volume.prefix { $0 != ":" }
      if source.hasPrefix("/") {
        let path = FilePath.resolve(String(source), from: "/")
        needs += [.thing(Identity(.path, path)), .ancestors(ofPath: path)]
      } else {
        needs.append(.thing(Identity(.volume, String(source))))
      }
    }
    for network in settings.networks ?? [] { needs.append(.thing(Identity(.network, network))) }
    if let mode = settings.networkMode, mode.hasPrefix("container:") {
      needs.append(.thing(Identity(.container, String(mode.dropFirst("container:".count)))))
    }
    return needs
  }

  package var desired: Attributes {
    guard mode != .absent else { return Attributes([.init("state", "absent")]) }
    var desired = Attributes([.init("state", .text(mode.rawValue))])
    desired["image"] = image.map { .text($0.description) }
    for entry in settings.desired.entries { desired[entry.key] = entry.value }
    return desired
  }

  package static func exists(_ state: State) -> Bool {
    if case .present = state { true } else { false }
  }

  /// The grammar of the engine's own check: `[a-zA-Z0-9][a-zA-Z0-9_.-]+`.
  private static func isName(_ text: String) -> Bool {
    text.utf8.count > 1 && text.first?.isLetterOrDigit == true
      && text.allSatisfy { $0.isLetterOrDigit || "_.-".contains($0) }
  }
}

extension Character {
  fileprivate var isLetterOrDigit: Bool { isASCII && (isLetter || isNumber) }
}

private enum Message {
  static func noName(_ text: String) -> String { "'\(text)' is no container's name" }
  static let nameHint = "two or more letters, digits, '_', '.' and '-', a letter or digit first"
  static func noImage(_ text: String) -> String { "'\(text)' is no image's name" }
  static func imageMissing(_ name: String) -> String { "container '\(name)' has no image" }
  static let imageHint = "write image: name:tag"
}
