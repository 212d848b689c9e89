package import ConvergeCore

/// Reads the agent's configuration from what was written; collects all that is wrong with it.
///
/// Nothing is looked at but the text: whether a file that it names is there is asked by whoever
/// needs it.
package struct ConfigurationReader {
  package private(set) var configuration = AgentConfiguration()
  package internal(set) var problems = Diagnostics()

  /// - Parameter root: of the file; nil where that is empty.
  package init(_ root: Node?) {
    guard let root, !root.isNull else { return }
    guard let entries = root.mapping else {
      problems.error(Message.noMapping, at: root.place, hint: Message.example)
      return
    }
    let known = Self.keys
    for entry in entries {
      let key = entry.key.scalar?.text ?? ""
      guard let read = known[key] else {
        unknown(key, among: known.keys.sorted(), of: "the configuration", at: entry.key.place)
        continue
      }
      // As it is not written at all.
      if !entry.value.isNull { read(&self, entry.value) }
    }
    checkWhole(root)
  }

  /// All keys, with what reads them.
  private static let keys: [String: @Sendable (inout ConfigurationReader, Node) -> Void] = [
    "source": { reader, node in reader.readSource(node) },
    "mode": { reader, node in
      if let word = reader.word(node, "mode", among: AgentMode.allCases.map(\.rawValue)) {
        reader.configuration.mode = AgentMode(rawValue: word) ?? .enforce
      }
    },
    "interval": { reader, node in
      if let value = reader.duration(node, "interval", from: .seconds(10), to: .seconds(86_400 * 7))
      {
        reader.configuration.interval = value
      }
    },
    "splay": { reader, node in
      if let value = reader.duration(node, "splay", from: .zero, to: .seconds(86_400)) {
        reader.configuration.splay = value
      }
    },
    "watch": { reader, node in
      if let value = reader.boolean(node, "watch") { reader.configuration.watches = value }
    },
    "parameters": { reader, node in
      guard node.mapping != nil else {
        return reader.refuse(Message.noParameters, node, hint: Message.parametersExample)
      }
      reader.configuration.parameters = node.value
    },
    "parameter_files": { reader, node in
      reader.configuration.parameterFiles = reader.paths(node, "parameter_files")
    },
    "module_path": { reader, node in
      reader.configuration.modulePath = reader.paths(node, "module_path")
    },
    "secrets_dir": { $0.configuration.secretsDirectory = $0.path($1, "secrets_dir") },
    "state_dir": { $0.configuration.stateDirectory = $0.path($1, "state_dir") },
    "signers": { $0.configuration.signers = $0.path($1, "signers") },
    "windows": { reader, node in reader.readWindows(node) },
    "scripts": { reader, node in reader.readScripts(node) },
    "reports": { reader, node in reader.readReports(node) },
  ]

  /// What no single key shows.
  private mutating func checkWhole(_ root: Node) {
    if let node = root["source"], configuration.signers == nil,
      let source = configuration.source.flatMap({ try? AgentSource($0) }),
      let refusal = source.refusalWithoutSigners
    {
      refuse(refusal.message, node, hint: refusal.hint)
    }
    guard configuration.splay > configuration.interval else { return }
    // The default is for the usual interval.
    guard let node = root["splay"] else {
      configuration.splay = configuration.interval
      return
    }
    refuse(Message.splayTooLong, node, hint: Message.shorterSplay)
  }

  private mutating func readSource(_ node: Node) {
    guard let text = text(node, "source") else { return }
    do throws(AgentSource.Refusal) {
      _ = try AgentSource(text)
      configuration.source = text
    } catch {
      problems.append(
        Diagnostic(
          .error, error.message, at: node.place, hint: error.hint, hidesLine: error.hidesText))
    }
  }

  mutating func refuse(_ message: String, _ node: Node, hint: String? = nil) {
    problems.error(message, at: node.place, hint: hint)
  }

  mutating func unknown(_ key: String, among keys: [String], of whole: String, at place: Place) {
    problems.error(
      Message.unknown(key, whole), at: place,
      hint: nearest(to: key, among: keys).map { "did you mean '\($0)'?" }
        ?? "known are \(keys.joined(separator: ", "))")
  }

  mutating func text(_ node: Node, _ key: String) -> String? {
    guard let text = node.scalar?.text, !text.isEmpty else {
      refuse(Message.notText(key), node)
      return nil
    }
    return text
  }

  /// An absolute path: an agent has no directory that it is in.
  mutating func path(_ node: Node, _ key: String) -> String? {
    guard let text = text(node, key) else { return nil }
    guard text.hasPrefix("/") else {
      refuse(Message.relative(key, text), node, hint: Message.absolute)
      return nil
    }
    return text
  }

  mutating func paths(_ node: Node, _ key: String) -> [String] {
    guard let nodes = node.sequence else { return path(node, key).map { [$0] } ?? [] }
    return nodes.compactMap { path($0, key) }
  }

  mutating func boolean(_ node: Node, _ key: String) -> Bool? {
    guard let value = node.value.boolean else {
      refuse(Message.noBoolean(key), node, hint: "write true or false")
      return nil
    }
    return value
  }

  mutating func word(_ node: Node, _ key: String, among words: [String]) -> String? {
    let text = node.scalar?.text ?? ""
    guard words.contains(text) else {
      refuse(
        Message.noWord(key, text), node,
        hint: nearest(to: text, among: words).map { "did you mean '\($0)'?" }
          ?? "write one of \(words.joined(separator: ", "))")
      return nil
    }
    return text
  }

  mutating func duration(
    _ node: Node, _ key: String, from least: Duration, to most: Duration
  ) -> Duration? {
    guard let value = Duration(quantity: node.scalar?.text ?? "") else {
      refuse(Message.noDuration(key, node.scalar?.text ?? ""), node, hint: Message.durations)
      return nil
    }
    guard value >= least, value <= most else {
      refuse(Message.outside(key, least, most), node)
      return nil
    }
    return value
  }

  mutating func integer(_ node: Node, _ key: String, in range: ClosedRange<Int64>) -> Int? {
    guard let value = node.value.integer, range.contains(value) else {
      refuse(Message.noInteger(key, range), node)
      return nil
    }
    return Int(value)
  }
}

extension ConfigurationReader {
  /// Lets those who read a part put in what they found.
  mutating func set(_ change: (inout AgentConfiguration) -> Void) { change(&configuration) }
}

private enum Message {
  static let noMapping = "the configuration is a mapping of names to values"
  static let example = "write source: /etc/converge/site.yml"
  static func unknown(_ key: String, _ whole: String) -> String {
    "'\(key)' is no part of \(whole)"
  }
  static let noParameters = "'parameters' is a mapping of names to values"
  static let parametersExample = "write parameters: { domain: example.org }"
  static func notText(_ key: String) -> String { "'\(key)' is a text that is not empty" }
  static func relative(_ key: String, _ path: String) -> String {
    "'\(path)' of '\(key)' is no absolute path"
  }
  static let absolute = "an agent is in no directory: begin the path with /"
  static func noBoolean(_ key: String) -> String { "'\(key)' is true or false" }
  static func noWord(_ key: String, _ text: String) -> String { "'\(key)' cannot be '\(text)'" }
  static func noDuration(_ key: String, _ text: String) -> String {
    "'\(text)' of '\(key)' is no duration"
  }
  static let durations = "write 10s, 5m or 1h30m"
  static func outside(_ key: String, _ least: Duration, _ most: Duration) -> String {
    "'\(key)' is from \(least.short) to \(most.short)"
  }
  static func noInteger(_ key: String, _ range: ClosedRange<Int64>) -> String {
    "'\(key)' is a whole number from \(range.lowerBound) to \(range.upperBound)"
  }
  static let splayTooLong = "'splay' is longer than 'interval'"
  static let shorterSplay = "hosts are spread over a part of the interval: write a shorter splay"
}
