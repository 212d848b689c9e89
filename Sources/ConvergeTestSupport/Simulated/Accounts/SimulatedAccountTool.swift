package import ConvergeCore

/// The programs of the shadow suite, on the simulated account files: each file is a step.
package struct SimulatedAccountTool: SimulatedProgram {
  private static let programs = [
    "useradd", "usermod", "userdel", "groupadd", "groupmod", "groupdel", "chpasswd",
    "mkhomedir_helper",
  ]

  /// Puts all of them on a machine, and its `/etc/shadow`.
  static func install(on machine: SimulatedHost) {
    for program in programs {
      machine.install(SimulatedAccountTool(), at: "/usr/sbin/\(program)")
    }
    let users = SimulatedAccountFile("/etc/passwd", on: machine).lines.compactMap(\.first)
    let shadow = users.map { "\($0):*:19000:0:99999:7:::\n" }.joined()
    machine.put("/etc/shadow", Array(shadow.utf8), mode: 0o640)
  }

  package func run(
    _ invocation: Invocation, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    let program =
      invocation.arguments.first.map {
        String($0.split(separator: "/").last ?? "")
      } ?? ""
    var work = SimulatedAccountWork(program, invocation, machine)
    guard try machine.host.names.user(id: machine.host.names.currentUser)?.id == 0 else {
      return work.refusal(1, "Permission denied.")
    }
    do {
      try work.carryOut()
      return ProcessResult(end: .exited(0), output: [], error: [])
    } catch {
      switch error {
      case .refused(let status, let message): return work.refusal(status, message)
      case .host(let error): throw error
      }
    }
  }
}
