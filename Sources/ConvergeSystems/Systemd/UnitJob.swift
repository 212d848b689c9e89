internal import ConvergeCore

/// Something that systemd does with a unit, and tells when it is over.
package struct UnitJob: Sendable, Hashable {
  package enum Task: String, Sendable {
    case start, stop, restart, reload
    case reloadOrRestart = "reload or restart"

    /// Whether the unit's processes do not outlive it.
    package var endsProcess: Bool { [.stop, .restart, .reloadOrRestart].contains(self) }

    var member: String {
      switch self {
      case .start: "StartUnit"
      case .stop: "StopUnit"
      case .restart: "RestartUnit"
      case .reload: "ReloadUnit"
      case .reloadOrRestart: "ReloadOrRestartUnit"
      }
    }
  }

  package let task: Task
  package let name: UnitName

  package init(_ task: Task, _ name: UnitName) {
    self.task = task
    self.name = name
  }

  var endsProcess: Bool { task.endsProcess }

  var call: BusCall {
    Systemd.manager(task.member, [.text(name.description), .text("replace")])
  }
}
