internal import ConvergeCore
internal import ConvergeHooks
internal import ConvergeHost
internal import ConvergeReport
internal import ConvergeYAML

/// What the host's own configuration says, `/etc/converge/agent.yml`: as far as every run heeds it,
/// also one that a person begins.
struct AgentConfiguration {
  static let usual = "/etc/converge/agent.yml"
  private static let limitBytes = 1 << 20
  /// All that it may have; what is not read here is the agent's.
  private static let keys = [
    "source", "mode", "interval", "splay", "watch", "parameters", "parameter_files", "module_path",
    "secrets_dir", "state_dir", "signers", "windows", "scripts", "reports",
  ]

  /// What may run on this host, for `RunContext`; null: anything.
  private(set) var policy = Value.null

  /// - Parameter chosen: by `--config`; nil: the usual one, which need not be there.
  /// - Throws: `Stop` with 78 where it is wrong or cannot be read: what it may forbid is not known
  ///   then.
  init(chosen: String?, _ color: ColorOption) throws {
    let path = chosen ?? Self.usual
    let bytes: [UInt8]
    do throws(HostError) {
      bytes = try DirectorySources(directory: "").read(path, limitBytes: Self.limitBytes)
    } catch {
      if chosen == nil, error.reason == .notFound { return }
      throw Stop(.badConfiguration, error)
    }
    let (root, found) = YAMLReader(file: path).read(bytes)
    var problems = found
    if !problems.hasErrors { policy = Self.policy(root, &problems) }
    guard !problems.hasErrors else {
      problems.tell(in: [path: bytes], color, ProblemAmount())
      throw Stop(.badConfiguration, problems.items.map { DiagnosticReport($0) })
    }
  }

  private static func policy(_ root: Node?, _ problems: inout Diagnostics) -> Value {
    guard let root, !root.isNull else { return .null }
    guard let entries = root.mapping else {
      problems.error(Message.noMapping, at: root.place)
      return .null
    }
    for entry in entries {
      let key = entry.key.scalar?.text ?? ""
      if keys.contains(key) { continue }
      problems.error(
        Message.unknown(key), at: entry.key.place,
        hint: nearest(to: key, among: keys).map { "did you mean '\($0)'?" })
    }
    guard let scripts = root["scripts"] else { return .null }
    var members: [Value.Member] = []
    for entry in scripts.mapping ?? [] {
      switch entry.key.scalar?.text ?? "" {
      case "require_signature": members.append(.init("require_signature", entry.value.value))
      case "allowed":
        // No digests is no list of allowed ones, as in the example of the documentation.
        if entry.value.sequence?.isEmpty != true {
          // As they are written: a digest of digits alone is no number.
          let texts = entry.value.sequence?.map { Value.text($0.scalar?.text ?? "") }
          members.append(.init("allowed_digests", texts.map(Value.list) ?? entry.value.value))
        }
      case let key:
        problems.error(
          Message.unknownOfScripts(key), at: entry.key.place, hint: Message.scriptsHint)
      }
    }
    if let signers = signers(root["signers"], &problems) {
      members.append(.init("allowed_signers", signers))
    }
    let value = Value.mapping(members)
    var wrong = Diagnostics()
    _ = ScriptPolicy.of(value, reporting: &wrong)
    for item in wrong.items where item.severity == .error {
      problems.error(item.message, at: scripts.place, hint: item.hint)
    }
    return value
  }

  private static func signers(_ node: Node?, _ problems: inout Diagnostics) -> Value? {
    guard let node, let path = node.scalar?.text else { return nil }
    do throws(HostError) {
      let bytes = try DirectorySources(directory: "").read(path, limitBytes: limitBytes)
      return .text(String(decoding: bytes, as: UTF8.self))
    } catch {
      problems.error(Message.noSigners(path, error), at: node.place)
      return nil
    }
  }
}

private enum Message {
  static let noMapping = "the configuration is a mapping of names to values"
  static func unknown(_ key: String) -> String { "'\(key)' is no part of the configuration" }
  static func unknownOfScripts(_ key: String) -> String { "'\(key)' is no part of 'scripts'" }
  static let scriptsHint = "write require_signature: true, or allowed: [SHA-256, …]"
  static func noSigners(_ path: String, _ error: HostError) -> String {
    "the allowed signers in '\(path)' cannot be read: \(error.because)"
  }
}
