import ConvergeCore
import Foundation

@testable import ConvergeHost

/// A process that starts a run as `LocalSupervision` does, and can be killed at any moment.
final class SupervisionStarter {
  private let process = Process()

  init(_ run: SupervisedRun, privateBase: String) throws {
    let order = SupervisorOrder(run: run, privateBase: privateBase).json
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", Self.script, SupervisionStage.program, run.directory, order]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  func kill() { Glibc.kill(process.processIdentifier, SIGKILL) }

  private static let script = """
    cd "$1"; mkfifo orders answers
    exec 9<> supervisor; flock -n 9
    "$0" supervise-hook test < orders > answers 2>&9 9>&- &
    exec 3> orders 4< answers
    read -r _ <&4; echo "$2" >&3; read -r _ <&4; echo go >&3; read -r _ <&4
    exec sleep 1000
    """
}
