internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeHost

/// Where converge remembers.
struct StateOptions: ParsableArguments {
  @Option(
    name: .customLong("state-dir"),
    help: ArgumentHelp(
      "Where converge remembers; default: /var/lib/converge as root, else $XDG_STATE_HOME/converge.",
      valueName: "directory"), completion: .directory)
  var path: String?

  func validate() throws {
    // A shell's variable that is not set must not stand for the default.
    if path?.isEmpty == true {
      throw ValidationError("'--state-dir' has no directory; write --state-dir /var/lib/converge")
    }
  }

  /// The directory that is meant, whether it is there or not.
  ///
  /// - Throws: `Stop` with 73 where there is no home to keep it in.
  func directory() throws -> StateDirectory {
    do throws(HostError) {
      return try StateDirectory.resolve(chosen: path)
    } catch {
      throw Stop(.notWritable, error)
    }
  }

  /// The directory below which hooks have theirs.
  func hookArea() throws -> String { "\(try directory().path)/hooks" }
}
