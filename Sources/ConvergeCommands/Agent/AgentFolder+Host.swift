internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeHost

extension AgentFolder {
  /// Of the agent with this configuration.
  ///
  /// - Parameter isWritten: whether the state directory is made where it is missing.
  /// - Throws: `Stop` with 78 for a wrong configuration, with 73 or 77 for a state directory that
  ///   cannot be used.
  static func ofHost(_ configuration: String?, isWritten: Bool) throws -> AgentFolder {
    let found = try HostConfiguration(chosen: configuration, AgentSettings.plainColor)
    do throws(HostError) {
      var state = try StateDirectory.resolve(chosen: found.agent.stateDirectory)
      if isWritten { state = try state.prepare() }
      return AgentFolder(in: state.path, files: LocalFiles())
    } catch {
      throw Stop(error.reason == .denied ? .denied : .notWritable, error)
    }
  }
}
