internal import ArgumentParser

/// `converge bundle`
struct BundleVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle",
    abstract: "Signed bundles: a manifest with all that lies beside it, for agents.",
    discussion: """
      For example: converge bundle verify web.bundle --signers allowed_signers
      """,
    subcommands: [BundleCreateVerb.self, BundleVerifyVerb.self])
}
