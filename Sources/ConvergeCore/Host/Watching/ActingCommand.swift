/// A command line that acts on units, containers or processes, and what it names.
///
/// It is not known to have done anything: only that it names what changed.
package struct ActingCommand: Sendable, Hashable {
  private enum Tool: Sendable, Hashable { case systemd, engine, signal, signalByName }

  private let tool: Tool
  private let names: [String]
  /// Whether it is started through another program that makes somebody else of its user, as sudo.
  package let isWrapped: Bool

  /// - Parameter words: the program and its arguments.
  /// - Returns: nil for what only looks, for other programs, and for another host's units.
  package init?(_ words: [String]) {
    guard let first = words.first.map(Self.lastPart), !first.isEmpty else { return nil }
    let start =
      Self.wrappers.contains(first)
      ? words.prefix(24).indices.dropFirst().first { Self.tool(words[$0]) != nil } : 0
    guard let start, let tool = Self.tool(words[start]) else { return nil }
    let rest = Array(words[(start + 1)...])
    let named: [String]? =
      switch tool {
      case .systemd: Self.units(rest)
      case .engine: Self.containers(rest)
      case .signal, .signalByName: rest.filter { !$0.hasPrefix("-") }
      }
    guard let named, !named.isEmpty else { return nil }
    self.tool = tool
    names = named
    isWrapped = start > 0
  }

  /// Whether it can mean something of the host where it runs in a container: `systemctl` and `kill`
  /// act there on what is in there, whatever it is called.
  package var reachesOutOfContainers: Bool { tool == .engine }

  /// Whether it names a unit, or the process that was the unit's main one.
  package func names(unit: String, mainProcess: Int32?) -> Bool {
    switch tool {
    case .systemd:
      names.contains { name in
        let last = Self.lastPart(name)
        return last == unit || last + ".service" == unit
      }
    case .signal: mainProcess.map { names.contains("\($0)") } ?? false
    case .signalByName: names.contains { $0 + ".service" == unit }
    case .engine: false
    }
  }

  /// Whether it names a container, by its name or by the beginning of its id.
  package func names(container: String, id: String) -> Bool {
    guard tool == .engine else { return false }
    return names.contains { $0 == container || ($0.utf8.count >= 6 && id.hasPrefix($0)) }
  }

  // MARK: - Reading

  private static let wrappers: Set = [
    "sudo", "doas", "pkexec", "runuser", "env", "nice", "nohup", "timeout", "setsid", "systemd-run",
  ]

  private static func tool(_ word: String) -> Tool? {
    switch lastPart(word) {
    case "systemctl": .systemd
    case "docker", "podman", "nerdctl": .engine
    case "kill": .signal
    case "pkill", "killall": .signalByName
    default: nil
    }
  }

  private static func lastPart(_ word: String) -> String {
    word.split(separator: "/").last.map(String.init) ?? word
  }

  private static let unitVerbs: Set = [
    "start", "stop", "restart", "try-restart", "reload", "reload-or-restart",
    "try-reload-or-restart", "condrestart", "kill", "isolate", "clean", "freeze", "thaw",
    "reset-failed", "enable", "disable", "reenable", "preset", "mask", "unmask", "link", "revert",
    "edit", "set-property", "add-wants", "add-requires",
  ]

  private static func units(_ words: [String]) -> [String]? {
    acting(
      words, verbs: unitVerbs, elsewhere: ["-H", "-M", "--host", "--machine", "--user"],
      valued: ["-t", "-p", "-P", "-s", "-n", "-o", "--type", "--signal", "--lines", "--output"])
  }

  private static let containerVerbs: Set = [
    "start", "stop", "restart", "kill", "rm", "pause", "unpause", "update", "rename",
  ]

  private static func containers(_ words: [String]) -> [String]? {
    let own = words.first == "container" ? Array(words.dropFirst()) : words
    return acting(
      own, verbs: containerVerbs,
      elsewhere: ["-H", "-c", "--host", "--context", "--url", "--remote"],
      valued: ["-l", "--config", "--log-level"])
  }

  /// What stands behind a verb that acts, without options.
  ///
  /// - Parameters:
  ///   - elsewhere: options before the verb with which it acts somewhere else.
  ///   - valued: options before the verb whose value is a word of its own.
  private static func acting(
    _ words: [String], verbs: Set<String>, elsewhere: Set<String>, valued: Set<String>
  ) -> [String]? {
    var isValue = false
    for (index, word) in words.enumerated() {
      if isValue {
        isValue = false
      } else if word.hasPrefix("-") {
        let option = word.split(separator: "=").first.map(String.init) ?? word
        if elsewhere.contains(option) { return nil }
        isValue = valued.contains(word)
      } else {
        guard verbs.contains(word) else { return nil }
        let rest = words[(index + 1)...]
        guard !rest.contains("--user") else { return nil }
        return rest.filter { !$0.hasPrefix("-") }
      }
    }
    return nil
  }
}
