/// That a run has begun: the content of `started`.
package struct SupervisedStart: Sendable, Hashable {
  /// The supervisor's.
  package let process: Int32
  /// Its start in clock ticks since boot (proc_pid_stat(5), field 22), which tells it from a later
  /// process of the same number.
  package let startTicks: UInt64
  package let bootID: String
  /// RFC 3339, UTC.
  package let at: String

  package init(process: Int32, startTicks: UInt64, bootID: String, at: String) {
    self.process = process
    self.startTicks = startTicks
    self.bootID = bootID
    self.at = at
  }
}

extension SupervisedStart {
  /// The text of `started`.
  package var json: String {
    Value.record([
      "process": .integer(Int64(process)), "start_ticks": .integer(Int64(clamping: startTicks)),
      "boot_id": .text(bootID), "at": .text(at),
    ]).jsonText()
  }

  /// Nil where it is no such text.
  package init?(json bytes: [UInt8]) {
    guard let value = try? Value(json: bytes), let process = value["process"]?.integer,
      let ticks = value["start_ticks"]?.integer, let bootID = value["boot_id"]?.text,
      let at = value["at"]?.text
    else { return nil }
    self.init(
      process: Int32(clamping: process), startTicks: UInt64(clamping: ticks), bootID: bootID, at: at
    )
  }
}
