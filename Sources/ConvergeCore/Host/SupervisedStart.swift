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
  /// The name of the program's scope; nil where it has none of its own.
  package let scope: String?

  package init(
    process: Int32, startTicks: UInt64, bootID: String, at: String, scope: String? = nil
  ) {
    self.process = process
    self.startTicks = startTicks
    self.bootID = bootID
    self.at = at
    self.scope = scope
  }
}

extension SupervisedStart {
  /// The text of `started`.
  package var json: String {
    var members: [Value.Member] = [
      .init("process", .integer(Int64(process))),
      .init("start_ticks", .integer(Int64(clamping: startTicks))),
      .init("boot_id", .text(bootID)), .init("at", .text(at)),
    ]
    if let scope { members.append(.init("scope", .text(scope))) }
    return Value.mapping(members).jsonText()
  }

  /// Nil where it is no such text.
  package init?(json bytes: [UInt8]) {
    guard let value = try? Value(json: bytes), let process = value["process"]?.integer,
      let ticks = value["start_ticks"]?.integer, let bootID = value["boot_id"]?.text,
      let at = value["at"]?.text
    else { return nil }
    self.init(
      process: Int32(clamping: process), startTicks: UInt64(clamping: ticks), bootID: bootID,
      at: at, scope: value["scope"]?.text)
  }
}
