internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeHost

extension SourceKeeper {
  /// Of this host.
  static func local(_ settings: AgentSettings, in state: StateDirectory) -> SourceKeeper {
    guard let source = settings.source else {
      preconditionFailure("a configuration without a source runs no agent")
    }
    let environment = ProcessEnvironment.all()
    return SourceKeeper(
      source, signers: settings.signers, stateDirectory: state.path, host: LocalHost().host,
      revisions: ModuleFetcher(
        ModuleStore(chosen: state.path, environment: environment), environment: environment,
        isStopped: { Interruption.isAsked }))
  }
}
