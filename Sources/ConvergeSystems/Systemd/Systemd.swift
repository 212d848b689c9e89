package import ConvergeCore

/// systemd's manager on the system's bus (org.freedesktop.systemd1(5)), version 245 or later.
///
/// Nothing here starts a process, but for the last lines of the journal of a unit that failed.
package struct Systemd: Sendable {
  let host: Host

  package init(on host: Host) { self.host = host }

  static let destination = "org.freedesktop.systemd1"
  static let unitInterface = "org.freedesktop.systemd1.Unit"
  static let serviceInterface = "org.freedesktop.systemd1.Service"
  static let managerPath = "/org/freedesktop/systemd1"
  static let managerInterface = "org.freedesktop.systemd1.Manager"
  /// The longest that an answer without a job may take; a daemon-reload runs all generators.
  static let answerTimeout = Duration.seconds(90)

  /// A method of the manager.
  static func manager(_ member: String, _ arguments: [BusValue] = []) -> BusCall {
    BusCall(destination, managerPath, managerInterface, member, arguments)
  }

  /// Makes systemd read all unit files again, and waits until it has.
  package func reload() async throws(HostError) {
    let answers = await host.bus.call([Self.manager("Reload")], timeout: Self.answerTimeout)
    for answer in answers {
      if case .failure(let error) = answer { throw error.restated("reload", "systemd's units") }
    }
  }

  /// Whether this host was booted with it, sd_booted(3).
  var isBooted: Bool { ((try? host.files.status("/run/systemd/system")) ?? nil) != nil }

  /// `error`, said of systemd as a whole where it is not there at all.
  func explained(_ error: HostError) -> HostError {
    if !isBooted {
      return HostError(
        .unavailable, "reach", "systemd", because: Message.notBooted, remedy: Message.boot)
    }
    if [.unavailable, .notFound].contains(error.reason) {
      return HostError(
        .unavailable, "reach", "systemd", because: Message.noBus(error.because),
        remedy: Message.startBus)
    }
    return error
  }
}

extension HostError {
  /// The same, said of what we wanted with the call that failed.
  func restated(_ operation: String, _ subject: String, remedy: String? = nil) -> HostError {
    let ours = reason == .denied ? Message.asRoot : remedy
    return HostError(
      reason, operation, subject, because: because, remedy: self.remedy ?? ours)
  }
}

private enum Message {
  static let notBooted = "this host was not booted with it"
  static let boot = "boot with systemd as the first process, or leave services out"
  static let asRoot = "run converge as root"
  static func noBus(_ because: String) -> String { "the system's bus does not answer: \(because)" }
  static let startBus = "start the system's bus with 'systemctl start dbus.socket'"
}
