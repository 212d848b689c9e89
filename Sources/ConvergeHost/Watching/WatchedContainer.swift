internal import ConvergeCore

/// What is heard of one container: the events of one deed, in the words of the engine's API.
struct WatchedContainer {
  private static let limit = 6

  private(set) var deed = DeedClock()
  private(set) var id = ""
  private var said: [String] = []
  private var hasEnded = false
  private static let ends: Set = ["kill", "oom", "die", "stop", "destroy"]

  /// Takes in an event.
  ///
  /// - Parameter attributes: of its actor: `signal`, `exitCode`.
  mutating func take(_ action: String, _ attributes: Value?, id: String, at now: Int64) {
    self.id = id
    // What comes after its end is another deed, as our own start of it.
    let isEnd = Self.ends.contains(action)
    let isOver = hasEnded && !isEnd
    // A process that is to end has a while for it.
    if deed.note(at: now, goesOn: action == "kill", isNew: isOver) {
      (said, hasEnded) = ([], false)
    }
    hasEnded = hasEnded || action == "die"
    let text = Self.text(action, attributes)
    if said.last != text { said.append(text) }
    if said.count > Self.limit { said.removeFirst() }
  }

  /// `the engine says 'kill' with SIGKILL, 'die' with exit status 137`
  var told: String? { said.isEmpty ? nil : Message.says(said.joined(separator: ", ")) }

  private static func text(_ action: String, _ attributes: Value?) -> String {
    if let signal = attributes?["signal"]?.text {
      return Message.signal(action, Int(signal).map(SignalName.text) ?? signal)
    }
    if let status = attributes?["exitCode"]?.text { return Message.status(action, status) }
    return Message.plain(action)
  }
}

private enum Message {
  static func says(_ events: String) -> String { "the engine says \(events)" }
  static func plain(_ action: String) -> String { "'\(action)'" }
  static func signal(_ action: String, _ signal: String) -> String { "'\(action)' with \(signal)" }
  static func status(_ action: String, _ status: String) -> String {
    "'\(action)' with exit status \(status)"
  }
}
