internal import ConvergeCore
internal import ConvergeHooks

/// What this host's own configuration lets run.
enum HookRunPolicy {
  /// - Parameter configuration: by `--config`; nil: the usual one, which need not be there.
  /// - Throws: `Stop` with 78 where it is wrong.
  static func read(_ configuration: String?, _ color: ColorOption) throws -> ScriptPolicy {
    let value = try HostConfiguration(chosen: configuration, color).policy
    var problems = Diagnostics()
    guard let policy = ScriptPolicy.of(value, reporting: &problems) else {
      let messages = problems.items.map(\.message).joined(separator: "; ")
      throw Stop(.badConfiguration, messages)
    }
    return policy
  }
}
