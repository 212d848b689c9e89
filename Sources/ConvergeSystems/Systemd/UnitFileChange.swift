package import ConvergeCore

/// Something that is changed in the links that enable or mask a unit.
package struct UnitFileChange: Sendable, Hashable {
  package enum Task: String, Sendable {
    case enable, disable, mask, unmask
    /// Removes a mask that the next boot would.
    case unmaskUntilBoot = "unmask until the next boot"
  }

  package let task: Task
  /// The real name, never an alias.
  package let id: String

  package init(_ task: Task, _ id: String) {
    self.task = task
    self.id = id
  }

  var call: BusCall {
    let files = BusValue.array("s", [.text(id)])
    return switch task {
    case .enable: Systemd.manager("EnableUnitFiles", [files, .boolean(false), .boolean(false)])
    case .disable: Systemd.manager("DisableUnitFiles", [files, .boolean(false)])
    case .mask: Systemd.manager("MaskUnitFiles", [files, .boolean(false), .boolean(false)])
    case .unmask: Systemd.manager("UnmaskUnitFiles", [files, .boolean(false)])
    case .unmaskUntilBoot: Systemd.manager("UnmaskUnitFiles", [files, .boolean(true)])
    }
  }
}

extension Systemd {
  /// Carries out `changes` in their order; systemd knows of them only after a `reload`.
  ///
  /// - Returns: for each, whether anything was changed.
  package func change(_ changes: [UnitFileChange]) async -> [Result<Bool, HostError>] {
    guard !changes.isEmpty else { return [] }
    let answers = await host.bus.call(changes.map(\.call), timeout: Self.answerTimeout)
    return zip(changes, answers).map { change, answer in
      answer
        .map { body in body.contains { $0.elements?.isEmpty == false } }
        .mapError { error in
          error.restated(
            change.task.rawValue, change.id, remedy: Message.remedy(for: change, error))
        }
    }
  }
}

private enum Message {
  static func remedy(for change: UnitFileChange, _ error: HostError) -> String? {
    guard change.task == .mask, error.because.contains("already exists") else { return nil }
    return "the mask takes the place of a unit file in /etc/systemd/system: keep that file in "
      + "/usr/local/lib/systemd/system instead"
  }
}
