package import ConvergeCore

extension HookJournal {
  /// The version of the text.
  private static let version: Int64 = 1

  /// As the file has it.
  package var json: String {
    Value.record([
      "converge_hook_journal": .integer(Self.version),
      "hook": .text(label),
      "runs": .list(records.map(\.value)),
      "ended_keys": .list(endedKeys.map(\.value)),
      "known_failure": .list(knownFailure.map(Value.text)),
    ]).jsonText(isIndented: true) + "\n"
  }

  /// - Throws: `refused` where it is no such text, or a newer converge's: then nothing may run, for
  ///   it might have run already.
  package init(json bytes: [UInt8], path: String) throws(HostError) {
    self.init()
    guard let value = try? Value(json: bytes),
      let version = value["converge_hook_journal"]?.integer
    else { throw Message.malformed(path) }
    guard version <= Self.version else { throw Message.newer(path) }
    label = value["hook"]?.text ?? ""
    for value in value["runs"]?.list ?? [] {
      guard let record = HookRecord(value) else { throw Message.malformed(path) }
      put(record)
    }
    clearEndedKeys()
    for value in value["ended_keys"]?.list ?? [] {
      guard let ended = EndedKey(value) else { throw Message.malformed(path) }
      restore(ended)
    }
    knownFailure = value["known_failure"]?.list?.compactMap(\.text) ?? []
  }
}

extension HookRecord {
  fileprivate var value: Value {
    var members: [Value.Member] = [
      .init("number", .integer(Int64(number))), .init("state", .text(state.rawValue)),
      .init("key", .text(key)), .init("event", .text(event.rawValue)),
      .init("causes", .list(causes.map(\.value))), .init("boot_id", .text(bootID)),
      .init("run", .text(run)), .init("since", .text(since)),
    ]
    if let trigger { members.append(.init("trigger", .text(trigger))) }
    if let ended { members.append(.init("ended", .text(ended))) }
    if let exitStatus { members.append(.init("exit_status", .integer(Int64(exitStatus)))) }
    if let message { members.append(.init("message", .text(message))) }
    if !isFinal { members.append(.init("final", false)) }
    return .mapping(members)
  }

  fileprivate init?(_ value: Value) {
    guard let number = value["number"]?.integer, let key = value["key"]?.text,
      let event = value["event"]?.text.flatMap(Event.init), let run = value["run"]?.text,
      let state = value["state"]?.text.flatMap(State.init), let since = value["since"]?.text,
      let bootID = value["boot_id"]?.text
    else { return nil }
    self.init(
      number: Int(clamping: number), key: key, trigger: value["trigger"]?.text, event: event,
      causes: (value["causes"]?.list ?? []).compactMap(Occasion.Cause.init), bootID: bootID,
      state: state, run: run, since: since)
    ended = value["ended"]?.text
    exitStatus = value["exit_status"]?.integer.map { Int32(clamping: $0) }
    message = value["message"]?.text
    isFinal = value["final"]?.boolean ?? true
  }
}

extension Occasion.Cause {
  /// As the journal and `$CONVERGE_CHANGES` have it.
  package var value: Value {
    .record(["reference": .text(reference), "run": .text(run), "changes": changes])
  }

  fileprivate init?(_ value: Value) {
    guard let reference = value["reference"]?.text else { return nil }
    self.init(
      reference: reference, run: value["run"]?.text ?? "", changes: value["changes"] ?? .list([]))
  }
}

private enum Message {
  static func malformed(_ path: String) -> HostError {
    HostError(
      .refused, "read", path, because: "it is no journal of a hook",
      remedy: "put it back from a backup, or remove its directory: then the hook counts as new")
  }
  static func newer(_ path: String) -> HostError {
    HostError(
      .refused, "read", path, because: "a newer converge wrote it", remedy: "use that one")
  }
}
