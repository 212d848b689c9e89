internal import ConvergeCore

/// A key that has ended once, in which boot, and how: for `runs: once` and `runs: per_boot`, and for
/// whoever asks how it was when its record is long gone.
package struct EndedKey: Sendable, Hashable {
  /// Of the message, in characters: a thousand keys are kept.
  private static let messageLimit = 300

  package let key: String
  package let bootID: String
  /// Nil where nobody has written down how it ended.
  let ending: Ending?

  /// How it ended.
  struct Ending: Sendable, Hashable {
    let number: Int
    let state: HookRecord.State
    let event: Event
    let trigger: String?
    let run: String
    let since: String
    let ended: String?
    let exitStatus: Int32?
    let message: String?
  }

  init(key: String, bootID: String, ending: Ending?) {
    self.key = key
    self.bootID = bootID
    self.ending = ending
  }

  init(_ record: HookRecord) {
    key = record.key
    bootID = record.bootID
    ending = Ending(
      number: record.number, state: record.state, event: record.event, trigger: record.trigger,
      run: record.run, since: record.since, ended: record.ended, exitStatus: record.exitStatus,
      message: record.message.map { String($0.prefix(Self.messageLimit)) })
  }

  /// The record without its causes; nil where nobody knows how it ended.
  var record: HookRecord? {
    guard let ending else { return nil }
    var record = HookRecord(
      number: ending.number, key: key, trigger: ending.trigger, event: ending.event, causes: [],
      bootID: bootID, state: ending.state, run: ending.run, since: ending.since)
    record.ended = ending.ended
    record.exitStatus = ending.exitStatus
    record.message = ending.message
    return record
  }
}

extension EndedKey {
  var value: Value {
    var members: [Value.Member] = [.init("key", .text(key)), .init("boot_id", .text(bootID))]
    guard let ending else { return .mapping(members) }
    members += [
      .init("number", .integer(Int64(ending.number))), .init("state", .text(ending.state.rawValue)),
      .init("event", .text(ending.event.rawValue)), .init("run", .text(ending.run)),
      .init("since", .text(ending.since)),
    ]
    if let trigger = ending.trigger { members.append(.init("trigger", .text(trigger))) }
    if let ended = ending.ended { members.append(.init("ended", .text(ended))) }
    if let status = ending.exitStatus {
      members.append(.init("exit_status", .integer(Int64(status))))
    }
    if let message = ending.message { members.append(.init("message", .text(message))) }
    return .mapping(members)
  }

  /// Nil where it is none.
  init?(_ value: Value) {
    guard let key = value["key"]?.text, let bootID = value["boot_id"]?.text else { return nil }
    var ending: Ending?
    if let state = value["state"]?.text {
      guard let state = HookRecord.State(rawValue: state), let number = value["number"]?.integer,
        let event = value["event"]?.text.flatMap(Event.init), let run = value["run"]?.text,
        let since = value["since"]?.text
      else { return nil }
      ending = Ending(
        number: Int(clamping: number), state: state, event: event, trigger: value["trigger"]?.text,
        run: run, since: since, ended: value["ended"]?.text,
        exitStatus: value["exit_status"]?.integer.map { Int32(clamping: $0) },
        message: value["message"]?.text)
    }
    self.init(key: key, bootID: bootID, ending: ending)
  }
}
