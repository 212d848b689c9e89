internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeHost

/// Where converge remembers.
struct StateOptions: ParsableArguments {
  @Option(
    name: .customLong("state-dir"),
    help: ArgumentHelp(
      "Where converge remembers; default: /var/lib/converge as root, else $XDG_STATE_HOME/converge.",
      valueName: "directory"))
  var path: String?

  /// The directory that is meant, whether it is there or not.
  ///
  /// - Throws: `Stop` with 73 where there is no home to keep it in.
  func directory() throws -> StateDirectory {
    do throws(HostError) {
      return try StateDirectory.resolve(chosen: path)
    } catch {
      throw Stop(.stateNotWritable, error)
    }
  }
}
