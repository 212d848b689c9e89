internal import ArgumentParser

/// `converge module`
struct ModuleVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "module",
    abstract: "The modules of manifests: which are used, and their tests.",
    discussion: "For example: converge module test Modules/motd",
    subcommands: [ModuleListVerb.self, ModuleTestVerb.self])
}
