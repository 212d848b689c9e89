package import ConvergeCore

/// How the agent stands, as it writes it down for whoever asks.
package struct AgentStatus: Sendable, Equatable {
  /// A pass that took place.
  package struct Pass: Sendable, Equatable {
    package var run = ""
    /// RFC 3339, UTC.
    package var started = ""
    package var durationMilliseconds = 0.0
    /// The report's word for it.
    package var result = ""
    package var total = 0
    /// How many differ from the manifest and were left so.
    package var drifted = 0
    package var changed = 0
    package var failed = 0
    package var deferred = 0
    /// How many refreshes are still owed.
    package var owed = 0

    package init() {}
  }

  package var process: Int32 = 0
  /// RFC 3339, UTC.
  package var since = ""
  package var mode = AgentMode.enforce
  package var source = ""
  /// The last full pass; nil: none yet.
  package var last: Pass?
  /// When the last manifest came to be, where it comes from elsewhere: a commit, a bundle's version.
  package var sourceVersion: String?
  /// RFC 3339, UTC; nil where the agent is disabled, or a timer decides.
  package var next: String?
  /// What keeps passes from taking place, or the source from being read; nil: nothing.
  package var problem: String?

  package init() {}
}

extension AgentStatus {
  package var value: Value {
    .record([
      "converge": 1, "process": .integer(Int64(process)), "since": .text(since),
      "mode": .text(mode.rawValue), "source": .text(source),
      "source_version": sourceVersion.map(Value.text) ?? .null,
      "last": last?.value ?? .null, "next": next.map(Value.text) ?? .null,
      "problem": problem.map(Value.text) ?? .null,
    ])
  }

  /// - Returns: nil for what is none.
  package init?(_ value: Value) {
    guard value["converge"]?.integer == 1, let mode = value["mode"]?.text.flatMap(AgentMode.init)
    else { return nil }
    self.mode = mode
    process = Int32(clamping: value["process"]?.integer ?? 0)
    since = value["since"]?.text ?? ""
    source = value["source"]?.text ?? ""
    sourceVersion = value["source_version"]?.text
    next = value["next"]?.text
    problem = value["problem"]?.text
    last = value["last"].flatMap(Pass.init)
  }
}

extension AgentStatus.Pass {
  /// Whether it left everything as the manifest says.
  package var isAllAsDeclared: Bool { drifted + failed + deferred + owed == 0 }

  private static let counts: [(String, any WritableKeyPath<Self, Int> & Sendable)] = [
    ("total", \.total), ("drifted", \.drifted), ("changed", \.changed), ("failed", \.failed),
    ("deferred", \.deferred), ("owed", \.owed),
  ]

  package var value: Value {
    .mapping(
      [
        .init("run", .text(run)), .init("started", .text(started)),
        .init("duration_ms", .float(durationMilliseconds)), .init("result", .text(result)),
      ] + Self.counts.map { .init($0.0, .integer(Int64(self[keyPath: $0.1]))) })
  }

  fileprivate init?(_ value: Value) {
    guard let run = value["run"]?.text else { return nil }
    self.run = run
    started = value["started"]?.text ?? ""
    if case .float(let number) = value["duration_ms"] ?? .null { durationMilliseconds = number }
    result = value["result"]?.text ?? ""
    for (name, path) in Self.counts {
      self[keyPath: path] = Int(clamping: value[name]?.integer ?? 0)
    }
  }
}
