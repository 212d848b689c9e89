internal import CLinux
internal import ConvergeCore
internal import Glibc

/// What kept a program from starting.
struct StartFailure: Error {
  /// errno.
  let code: Int32
  /// The step of clinux_spawn that failed.
  let step: Int32

  /// The failure of that step, as of what it was about.
  func hostError(_ invocation: Invocation, _ program: String) -> HostError {
    switch step {
    case Int32(clinux_spawn_groups.rawValue), Int32(clinux_spawn_user.rawValue):
      let user = invocation.user.map { "\($0.user)" } ?? ""
      return SystemFailure.error(code, "run as user \(user)", program)
    case Int32(clinux_spawn_directory.rawValue):
      return SystemFailure.error(code, "enter the directory", invocation.directory)
    case Int32(clinux_spawn_exec.rawValue):
      return ProgramLookup.failure(code, program)
    default:
      return SystemFailure.error(code, "start", program)
    }
  }
}
