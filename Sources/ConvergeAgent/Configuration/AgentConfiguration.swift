package import ConvergeCore

/// What `/etc/converge/agent.yml` says.
package struct AgentConfiguration: Sendable, Equatable {
  /// A manifest, a directory with manifest.yml, `git+https://…`, or the `https://` address of a
  /// bundle; nil where the file says none: it then only has what every run heeds.
  package var source: String?
  package var mode = AgentMode.enforce
  /// From the start of one full pass to the start of the next.
  package var interval: Duration = .seconds(30 * 60)
  /// How much later than the hour's pattern this host may be; which part of it, its machine-id says.
  package var splay: Duration = .seconds(5 * 60)
  /// Whether it wakes between full passes when something that it manages changes.
  package var watches = true
  /// A mapping.
  package var parameters = Value.mapping([])
  package var parameterFiles: [String] = []
  package var modulePath: [String] = []
  package var secretsDirectory: String?
  package var stateDirectory: String?
  /// A file of allowed signers, as ssh-keygen(1) describes them: a bundle or a commit has to be
  /// signed by one of them.
  package var signers: String?
  /// None: disruptive changes may happen at any time.
  package var windows: [MaintenanceWindow] = []
  /// What scripts may run, for `RunContext`; null: any.
  package var scripts = Value.null
  package var reports = ReportDestinations()

  package init() {}
}
