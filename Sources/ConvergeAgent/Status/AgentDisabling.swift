package import ConvergeCore

/// That somebody has disabled the agent, and why.
package struct AgentDisabling: Sendable, Equatable {
  package var reason = ""
  /// Who did it, as far as that is known.
  package var user: String?
  /// Seconds since 1970.
  package var since: Int64 = 0
  /// Seconds since 1970; nil: until it is enabled.
  package var until: Int64?

  package init() {}

  /// Whether it still holds.
  package func holds(at now: Int64) -> Bool { until.map { now < $0 } ?? true }

  package var value: Value {
    .record([
      "reason": .text(reason), "user": user.map(Value.text) ?? .null, "since": .integer(since),
      "until": until.map(Value.integer) ?? .null,
    ])
  }

  /// - Returns: nil for what is none.
  package init?(_ value: Value) {
    guard let reason = value["reason"]?.text, let since = value["since"]?.integer else {
      return nil
    }
    self.reason = reason
    self.since = since
    user = value["user"]?.text
    until = value["until"]?.integer
  }
}
