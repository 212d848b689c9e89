internal import ArgumentParser
internal import ConvergeCore

/// How long a run waits for another.
struct LockOptions: ParsableArguments {
  @Option(
    name: .customLong("lock-timeout"),
    help: ArgumentHelp("How long to wait for another run, as 10s or 5m.", valueName: "duration"))
  var timeoutText = LockOptions.usualTimeoutText

  static let usualTimeoutText = "1m"

  func validate() throws {
    if Duration(quantity: timeoutText) == nil {
      throw ValidationError("'\(timeoutText)' is no duration; write 250ms, 10s, 5m or 1h30m")
    }
  }

  var timeout: Duration { Duration(quantity: timeoutText) ?? .seconds(60) }
}
