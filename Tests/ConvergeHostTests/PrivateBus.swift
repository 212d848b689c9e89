import Foundation

/// A message bus of a test's own, ended with the value.
final class PrivateBus: Sendable {
  let address: String
  private let process: Process
  private let scratch: Scratch

  /// nil where no dbus-daemon is installed.
  init?() throws {
    guard access("/usr/bin/dbus-daemon", X_OK) == 0 else { return nil }
    scratch = try Scratch()
    address = "unix:path=\(scratch("bus"))"
    process = Process()
    process.executableURL = URL(filePath: "/usr/bin/dbus-daemon")
    process.arguments = ["--session", "--nofork", "--print-address", "--address=\(address)"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    // It says its address once it listens.
    _ = output.fileHandleForReading.availableData
  }

  // Not TERM: a child inherits the mask of the thread that starts it, which can have that blocked.
  deinit { kill(process.processIdentifier, SIGKILL) }

  /// Ends it before its time; nobody answers at its address any more.
  func stop() {
    kill(process.processIdentifier, SIGKILL)
    while let socket = try? UnixSocket.connect(scratch("bus")) {
      close(socket)
      usleep(5000)
    }
  }
}
