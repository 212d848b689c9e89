internal import ArgumentParser

/// `converge module`
struct ModuleVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "module",
    abstract: "The modules of manifests: those of other hosts, which are used, and their tests.",
    discussion: "For example: converge module test Modules/motd",
    subcommands: [
      ModuleFetchVerb.self, ModuleLockVerb.self, ModuleListVerb.self, ModuleTestVerb.self,
    ])
}
