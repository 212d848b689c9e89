package import ConvergeCore
internal import ConvergeSystems

/// A package of the host's package manager: apt and dpkg.
package struct Package: Resource {
  /// What is asked for.
  enum Goal: String {
    case present, latest, absent, purged

    var isRemoval: Bool { self == .absent || self == .purged }
  }

  let name: PackageName
  let goal: Goal
  let version: VersionRequirement?
  let isHeld: Bool?
  let allowsDowngrade: Bool
  let recommends: Bool?
  let replacesConffiles: Bool
  /// Of one attempt, for what is asked of apt while reading.
  let timeout: Duration

  package init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    let text = declaration.name.scalar?.text ?? ""
    guard let name = PackageName(text) else {
      problems.error(
        Message.noName(text), at: declaration.name.place, hint: Message.nameHint(text))
      return nil
    }
    self.name = name
    goal = declaration.text("state").flatMap(Goal.init) ?? .present
    isHeld = declaration.boolean("hold")
    allowsDowngrade = declaration.boolean("allow_downgrade") ?? false
    recommends = declaration.boolean("recommends")
    replacesConffiles = declaration.text("conffiles") == "replace"
    timeout = declaration.common.timeout ?? Self.kind.timeout
    do throws(VersionRequirement.Problem) {
      version = try declaration.text("version").map(VersionRequirement.init)
    } catch {
      problems.error(
        Message.noVersion(declaration.text("version") ?? ""),
        at: declaration.place(of: "version"), hint: error.hint)
      return nil
    }
    if !isConsistent(declaration, reporting: &problems) { return nil }
  }

  private func isConsistent(
    _ declaration: Declaration, reporting problems: inout Diagnostics
  ) -> Bool {
    var isFine = true
    if goal.isRemoval {
      for attribute in ["version", "hold", "allow_downgrade", "recommends", "conffiles"]
      where declaration.node(attribute) != nil && !(attribute == "hold" && isHeld == false) {
        problems.error(
          Message.gone(attribute, goal), at: declaration.place(of: attribute),
          hint: Message.goneHint(attribute))
        isFine = false
      }
    }
    if goal == .latest, version?.isExact == true {
      problems.error(
        Message.latestOfOne, at: declaration.place(of: "version"), hint: Message.latestHint)
      isFine = false
    }
    return isFine
  }

  package var identity: Identity { Identity(.package, name.description) }

  package var aim: Aim { goal.isRemoval ? .absence : .presence }

  /// `latest` and a pattern stand in `version` as they were written, with the version that is
  /// installed as what was observed: so a downgrade on the host and a new candidate are told apart.
  package var desired: Attributes {
    var attributes = Attributes()
    attributes["state"] = .text(goal == .latest ? Goal.present.rawValue : goal.rawValue)
    guard !goal.isRemoval else { return attributes }
    if let version {
      attributes["version"] = .text(
        goal == .latest ? "\(goal.rawValue) \(version)" : version.description)
    } else if goal == .latest {
      attributes["version"] = .text(goal.rawValue)
    }
    attributes["hold"] = isHeld.map(Value.boolean)
    attributes["mark"] = .text(Mark.manual.rawValue)
    return attributes
  }

  package static func exists(_ state: State) -> Bool { state.record.condition.isThere }

  package func attributes(of state: State) -> Attributes {
    var attributes = Attributes([Value.Member("state", .text(shownState(state.record)))])
    guard !goal.isRemoval else { return attributes }
    let isThere = state.record.condition.isThere
    if version != nil || goal == .latest {
      attributes["version"] = state.record.version.map(Value.text) ?? .null
    }
    if isHeld != nil { attributes["hold"] = .boolean(state.record.isHeld) }
    attributes["mark"] =
      isThere ? .text((state.record.isAutomatic ? Mark.automatic : .manual).rawValue) : .null
    return attributes
  }

  /// Whether apt may remove it once nothing needs it any more.
  enum Mark: String { case manual, automatic }

  /// A package's existence in the words of `state`, or dpkg's word for one that is not finished.
  func shownState(_ record: DpkgRecord) -> String {
    switch record.condition {
    case .notInstalled: goal == .purged ? Goal.purged.rawValue : Goal.absent.rawValue
    case .configFiles: Goal.absent.rawValue
    case .installed: record.needsReinstallation ? "broken" : Goal.present.rawValue
    default: record.condition.rawValue
    }
  }
}

private enum Message {
  static func noName(_ text: String) -> String { "'\(text)' is no package's name" }
  static func nameHint(_ text: String) -> String {
    if let sign = text.firstIndex(of: "=") {
      return "write '\(text[..<sign]): { version: \"\(text[text.index(after: sign)...])\" }'"
    }
    if text != text.lowercased() { return "did you mean '\(text.lowercased())'?" }
    return "lower-case letters, digits and + - ., as nginx, or libc6:i386"
  }
  static func noVersion(_ text: String) -> String { "'\(text)' is no version" }
  static func gone(_ attribute: String, _ goal: Package.Goal) -> String {
    "'\(attribute)' makes no sense for a package that is \(goal.rawValue)"
  }
  static func goneHint(_ attribute: String) -> String { "leave '\(attribute)' out" }
  static let latestOfOne = "'latest' of one exact version is that version"
  static let latestHint = "leave out 'latest', or write a pattern or a range"
}
