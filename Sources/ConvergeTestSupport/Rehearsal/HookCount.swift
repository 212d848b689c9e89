internal import ConvergeCore
internal import Synchronization

/// `tell SOURCE PATH` copies a file, and how often it has begun is remembered beside the machine:
/// neither a kill nor a power cut makes that undone.
final class HookCount: SimulatedProgram {
  private let counts = Mutex<[String: Int]>([:])

  /// How often a path was begun to be made.
  func count(of path: String) -> Int { counts.withLock { $0[path, default: 0] } }

  func run(
    _ invocation: Invocation, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    let path = invocation.arguments.last ?? ""
    counts.withLock { $0[path, default: 0] += 1 }
    return try SimulatedMaker().run(invocation, on: machine)
  }
}
