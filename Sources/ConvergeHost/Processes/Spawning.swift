internal import CLinux
internal import ConvergeCore
internal import Glibc

/// Starts a program by one of the ways of `CLinux`.
enum Spawning {
  /// What becomes 0, 1 and 2 of the program, and what it tells its progress to; -1 is none.
  ///
  /// All with numbers as those of clinux_pipe.
  struct Descriptors {
    var input: Int32
    var output: Int32
    var error: Int32
    var progress: Int32 = -1
  }

  /// - Parameters:
  ///   - program: its absolute path.
  ///   - way: given the request, and where to tell the step that failed.
  static func start(
    _ invocation: Invocation, _ program: String, _ descriptors: Descriptors,
    by way: (UnsafePointer<clinux_spawn_request>, UnsafeMutablePointer<Int32>) -> pid_t
  ) throws(StartFailure) -> pid_t {
    let arguments = CStrings(invocation.arguments)
    let environment = CStrings(invocation.environment.map { "\($0.key)=\($0.value)" }.sorted())
    let groups = invocation.user?.supplementary ?? []
    var step: Int32 = 0
    var code: Int32 = 0
    let process = program.withCString { program in
      invocation.directory.withCString { directory in
        groups.withUnsafeBufferPointer { groups in
          var request = clinux_spawn_request(
            program: program, arguments: arguments.pointer, environment: environment.pointer,
            directory: directory, input: descriptors.input, output: descriptors.output,
            error: descriptors.error, progress: descriptors.progress,
            mask: mode_t(invocation.umask), switches_user: invocation.user == nil ? 0 : 1,
            user: invocation.user?.user ?? 0, group: invocation.user?.group ?? 0,
            groups: groups.baseAddress, group_count: groups.count)
          let process = way(&request, &step)
          code = errno
          return process
        }
      }
    }
    guard process >= 0 else { throw StartFailure(code: code, step: step) }
    return process
  }
}
