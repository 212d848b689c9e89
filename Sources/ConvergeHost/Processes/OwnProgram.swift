internal import CLinux
package import ConvergeCore
internal import Glibc

/// This program, started anew.
package enum OwnProgram {
  /// Where it lies, links resolved; nil where that cannot be known. ` (deleted)` at its end where it
  /// was replaced since.
  package static var path: String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    guard length > 0 else { return nil }
    return String(decoding: buffer.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Starts it in a session of its own, with nothing to read and nowhere to write, and does not wait
  /// for it: it goes on when we and whoever started us are gone.
  ///
  /// - Parameter arguments: those behind its name.
  package static func startDetached(_ arguments: [String]) throws(HostError) {
    do throws(Errno) {
      let opened = Descriptor(
        owning: try Errno.check(open("/dev/null", O_RDWR | O_CLOEXEC)))
      // Above the numbers that the program gets, which are set one after the other.
      let null = Descriptor(
        owning: try Errno.check(fcntl(opened.number, F_DUPFD_CLOEXEC, 10)))
      var invocation = Invocation(
        ["converge"] + arguments, environment: ProcessEnvironment.all(), timeout: .zero)
      if let current = getcwd(nil, 0) {
        invocation.directory = String(cString: current)
        free(current)
      }
      do throws(StartFailure) {
        _ = try Spawning.start(
          invocation, "/proc/self/exe",
          Spawning.Descriptors(input: null.number, output: null.number, error: null.number),
          by: { clinux_spawn($0, $1) })
      } catch {
        throw Errno(code: error.code)
      }
    } catch {
      throw SystemFailure.error(error.code, "start", "converge once more")
    }
  }
}
