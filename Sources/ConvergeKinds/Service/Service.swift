package import ConvergeCore
package import ConvergeSystems

/// A unit of systemd as it runs: a service, or any other by its full name.
package struct Service: Resource {
  package typealias State = UnitState

  let name: UnitName
  let isRunning: Bool?
  let isEnabled: Bool?
  let isMasked: Bool?
  let onRefresh: RefreshMode
  /// How long it must stay up after a start.
  let healthyAfter: Duration?

  /// What a refresh does with a running unit.
  enum RefreshMode: String, CaseIterable {
    case restart, reload
    case reloadOrRestart = "reload-or-restart"
    case none
  }

  package init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    let text = declaration.name.scalar?.text ?? ""
    guard let name = UnitName(text) else {
      problems.error(
        Message.noUnitName(text), at: declaration.name.place, hint: Message.unitNameHint)
      return nil
    }
    if name.isTemplate {
      problems.error(
        Message.template(text), at: declaration.name.place, hint: Message.instanceHint(name))
      return nil
    }
    self.name = name
    isRunning = declaration.boolean("running")
    isEnabled = declaration.boolean("enabled")
    isMasked = declaration.boolean("masked")
    onRefresh = declaration.text("on_refresh").flatMap(RefreshMode.init) ?? .restart
    healthyAfter = declaration.duration("healthy_after")
    for (attribute, isWanted) in [("running", isRunning), ("enabled", isEnabled)]
    where isMasked == true && isWanted == true {
      problems.error(
        Message.maskedAnd(attribute), at: declaration.place(of: attribute),
        hint: Message.maskedHint(attribute))
      return nil
    }
    if healthyAfter != nil, isRunning == false {
      problems.error(
        Message.healthyAndStopped, at: declaration.place(of: "healthy_after"),
        hint: Message.healthyHint)
      return nil
    }
  }

  package var identity: Identity { Identity(.service, name.description) }

  package var aim: Aim {
    isRunning == false || isMasked == true || (isEnabled == false && isRunning == nil)
      ? .stop : .presence
  }

  package var needs: [Need] { (definitions + dropIns).map(Need.thing) }

  /// The unit, and the template that it may be made from.
  var definitions: [Identity] {
    [name, name.template].compactMap { $0.map { Identity(.unit, $0.description) } }
  }

  /// What a unit's drop-ins are called.
  var dropIns: [Identity] { definitions.map { Identity(.unit, $0.name + ".d") } }

  /// All that systemd makes the unit of, where the manifest speaks of it.
  var sources: [Identity] {
    definitions + dropIns + dropIns.map { Identity(.removedDropIns, $0.name) }
  }

  package var desired: Attributes {
    var attributes = Attributes()
    attributes["running"] = isRunning.map(Value.boolean)
    attributes["enabled"] = isEnabled.map(Value.boolean)
    attributes["masked"] = isMasked.map(Value.boolean)
    return attributes
  }
}

private enum Message {
  static func noUnitName(_ text: String) -> String { "'\(text)' is no unit's name" }
  static let unitNameHint =
    "letters, digits and : - _ . \\ @, such as nginx, apt-daily.timer or getty@tty1"

  static func template(_ text: String) -> String {
    "'\(text)' is a template, which cannot run itself"
  }

  static func instanceHint(_ name: UnitName) -> String {
    "name an instance: \(name.description.replacing("@.", with: "@NAME."))"
  }

  static func maskedAnd(_ attribute: String) -> String {
    "a masked unit can never be '\(attribute)'"
  }

  static func maskedHint(_ attribute: String) -> String {
    "write '\(attribute): false', or 'masked: false'"
  }

  static let healthyAndStopped = "'healthy_after' is for a unit that is to run"
  static let healthyHint = "leave it out, or write 'running: true'"
}
