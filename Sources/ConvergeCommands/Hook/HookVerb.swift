internal import ArgumentParser

/// `converge hook`
struct HookVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook",
    abstract: "The hooks of this host: how their last runs went, and one more run.",
    discussion: "For example: converge hook list",
    subcommands: [HookListVerb.self, HookRetryVerb.self, HookRunVerb.self])
}
