package import ConvergeCore

/// Waiting for a container that was started.
extension DockerEngine {
  /// How long one without a health check must stay up before it counts as started.
  private static let settling = Duration.milliseconds(200)

  /// Waits until a container runs: until it is healthy where it has a health check, and otherwise
  /// until it has not ended at once.
  ///
  /// - Parameter restarts: how often the engine had started it over before; more are a failure.
  /// - Throws: `failed` where it ends, is started over or turns unhealthy; `timedOut`.
  package func waitUntilUp(
    _ id: String, name: String, restarts: Int64 = 0, timeout: Duration
  ) async throws(HostError) {
    let start = clock.now().monotonicNanoseconds
    var pause = Duration.milliseconds(50)
    var hasSettled = false
    while true {
      guard let container = try await container(id) else {
        throw HostError(.notFound, "start", subject(name), because: Message.gone)
      }
      switch ContainerCondition(container, restarts: restarts) {
      case .healthy: return
      case .up where hasSettled: return
      case .up:
        hasSettled = true
        try await clock.sleep(for: Self.settling)
        continue
      case .starting: break
      case .ended(let because):
        throw Message.failed(name, because, said: await lastWords(of: id, container))
      case .unhealthy(let output): throw Message.unhealthy(name, output)
      }
      let waited = Duration.nanoseconds(Int64(clamping: clock.now().monotonicNanoseconds - start))
      guard waited < timeout else { throw Message.timedOut(name, timeout) }
      try await clock.sleep(for: pause)
      pause = min(pause * 2, .seconds(1))
    }
  }

  /// Names of all containers to their ids, as `containerIDs`, once those that are awaited are there:
  /// whoever was killed may have asked for one a moment ago, and the engine makes it though nobody
  /// hears of it. What does not come within two seconds does not come.
  package func containerIDs(
    awaiting isAwaited: ([String: String]) -> Bool
  ) async throws(HostError) -> [String: String] {
    var ids = try await containerIDs()
    for _ in 0..<20 where isAwaited(ids) {
      try await clock.sleep(for: .milliseconds(100))
      ids = try await containerIDs()
    }
    return ids
  }

  /// Waits until a container that was made with `--rm`, and has stopped, has removed itself; in the
  /// end it is removed.
  package func waitUntilGone(_ id: String) async throws(HostError) {
    for _ in 0..<100 {
      guard try await container(id) != nil else { return }
      try await clock.sleep(for: .milliseconds(100))
    }
    try await removeContainer(id)
  }

  /// The last line that a container wrote; nil where there is none, or its log cannot be read.
  private func lastWords(of id: String, _ inspected: Value) async -> String? {
    let query = [("stdout", "1"), ("stderr", "1"), ("tail", "5")]
    guard
      let answer = try? await exchange(
        "GET", "/containers/\(id)/logs", query: query, body: nil, timeout: .seconds(20)),
      answer.status == 200
    else { return nil }
    let hasTerminal = inspected["Config"]?["Tty"]?.boolean == true
    let text = hasTerminal ? answer.body : Self.withoutFrames(answer.body)
    let lines = String(decoding: text, as: UTF8.self).split { $0.isNewline }
    return lines.last { !$0.allSatisfy(\.isWhitespace) }.map { String($0.prefix(200)) }
  }

  /// The text of a stream that has both outputs in frames: which one, three zeros, the length as
  /// four bytes, the text.
  static func withoutFrames(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    var rest = bytes[...]
    while rest.count >= 8 {
      let header = Array(rest.prefix(8))
      let length = header[4...].reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(8)
      text += rest.prefix(length)
      rest = rest.dropFirst(length)
    }
    return text
  }
}

/// What an inspected container is doing after it was to start.
enum ContainerCondition: Equatable {
  /// Its health check succeeds.
  case healthy
  /// It runs, and nothing checks its health.
  case up
  case starting
  case ended(String)
  /// With the first line that the last check wrote.
  case unhealthy(String)

  init(_ inspected: Value, restarts: Int64) {
    let state = inspected["State"] ?? .null
    if inspected["RestartCount"]?.integer ?? 0 > restarts
      || state["Restarting"]?.boolean == true
    {
      self = .ended("it ends and is started over")
    } else if state["Running"]?.boolean != true {
      let code = state["ExitCode"]?.integer ?? 0
      let reason = state["OOMKilled"]?.boolean == true ? ", killed for want of memory" : ""
      self = .ended("it ended with exit status \(code)\(reason)")
    } else {
      switch state["Health"]?["Status"]?.text {
      case "healthy": self = .healthy
      case "starting": self = .starting
      case "unhealthy":
        let output = state["Health"]?["Log"]?.list?.last?["Output"]?.text ?? ""
        let line = output.split { $0.isNewline }.first { !$0.allSatisfy(\.isWhitespace) }
        self = .unhealthy(String((line ?? "").prefix(200)))
      default: self = .up
      }
    }
  }
}

private enum Message {
  static let gone = "it is gone"

  static func failed(_ name: String, _ because: String, said: String?) -> HostError {
    HostError(
      .failed, "start", "container \(name)",
      because: because + (said.map { "; its last words: \($0)" } ?? ""),
      remedy: "see: docker logs \(name)")
  }

  static func unhealthy(_ name: String, _ output: String) -> HostError {
    HostError(
      .failed, "start", "container \(name)",
      because: "its health check fails\(output.isEmpty ? "" : ": \(output)")",
      remedy: "see: docker inspect -f '{{json .State.Health}}' \(name)")
  }

  static func timedOut(_ name: String, _ timeout: Duration) -> HostError {
    HostError(
      .timedOut, "start", "container \(name)",
      because: "it was not healthy after \(timeout.wholeMilliseconds / 1000) s",
      remedy: "see: docker inspect \(name), or give it a longer timeout")
  }
}
