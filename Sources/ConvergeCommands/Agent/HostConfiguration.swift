internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeHooks
internal import ConvergeHost
internal import ConvergeReport
internal import ConvergeSignatures
internal import ConvergeYAML

/// The host's own configuration, `/etc/converge/agent.yml`, as it was found: the agent's, and what
/// every run heeds, also one that a person begins.
struct HostConfiguration {
  static let usual = "/etc/converge/agent.yml"
  private static let limitBytes = 1 << 20

  let path: String
  /// Whether there is a file at all.
  let isThere: Bool
  let agent: AgentConfiguration
  /// What may run on this host, for `RunContext`; null: anything.
  let policy: Value
  /// Who may sign what the agent takes from elsewhere; nil: nobody has to.
  let signers: AllowedSigners?

  /// - Parameter chosen: by `--config`; nil: the usual one, which need not be there.
  /// - Throws: `Stop` with 78 where it is wrong or cannot be read: what it may forbid is not known
  ///   then.
  init(chosen: String?, _ color: ColorOption) throws {
    let path = chosen ?? Self.usual
    let bytes: [UInt8]
    do throws(HostError) {
      bytes = try DirectorySources(directory: "").read(path, limitBytes: Self.limitBytes)
    } catch {
      guard chosen == nil, error.reason == .notFound else { throw Stop(.badConfiguration, error) }
      self.init(missing: path)
      return
    }
    try self.init(bytes, at: path, color)
  }

  private init(missing path: String) {
    self.path = path
    (isThere, agent, policy, signers) = (false, AgentConfiguration(), .null, nil)
  }

  /// - Parameter bytes: what is, or is to be, in the file.
  /// - Throws: `Stop` with 78 where it is wrong.
  init(_ bytes: [UInt8], at path: String, _ color: ColorOption) throws {
    self.path = path
    let (root, found) = YAMLReader(file: path).read(bytes)
    var problems = found
    let reader = ConfigurationReader(found.hasErrors ? nil : root)
    problems.append(contentsOf: reader.problems)
    let agent = reader.configuration
    self.agent = agent
    isThere = true
    let text = Self.signers(agent, root, &problems)
    policy = Self.policy(agent, text, root, &problems)
    let file = agent.signers ?? ""
    signers = text.map { text in
      AllowedSigners(text) { line, problem in
        problems.error(problem.message, at: Place(file: file, line: line, column: 1))
      }
    }
    guard problems.hasErrors else { return }
    problems.tell(in: [path: bytes], color, ProblemAmount())
    throw Stop(.badConfiguration, problems.items.map { DiagnosticReport($0) })
  }

  /// The text of the allowed signers, who are named by a file; nil where none is named, or it cannot
  /// be read.
  private static func signers(
    _ agent: AgentConfiguration, _ root: Node?, _ problems: inout Diagnostics
  ) -> String? {
    guard let path = agent.signers else { return nil }
    do throws(HostError) {
      let bytes = try DirectorySources(directory: "").read(path, limitBytes: limitBytes)
      return String(decoding: bytes, as: UTF8.self)
    } catch {
      problems.error(Message.noSigners(path, error), at: root?["signers"]?.place)
      return nil
    }
  }

  private static func policy(
    _ agent: AgentConfiguration, _ signers: String?, _ root: Node?, _ problems: inout Diagnostics
  ) -> Value {
    guard var members = agent.scripts.members else { return .null }
    if let signers { members.append(.init("allowed_signers", .text(signers))) }
    let policy = Value.mapping(members)
    var wrong = Diagnostics()
    _ = ScriptPolicy.of(policy, reporting: &wrong)
    for item in wrong.items where item.severity == .error {
      problems.error(item.message, at: root?["scripts"]?.place, hint: item.hint)
    }
    return policy
  }
}

private enum Message {
  static func noSigners(_ path: String, _ error: HostError) -> String {
    "the allowed signers in '\(path)' cannot be read: \(error.because)"
  }
}
