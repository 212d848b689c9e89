/// What the agent does about what differs; the words of DSC's local configuration manager are
/// ApplyAndAutoCorrect, ApplyAndMonitor without its first apply, and ApplyAndMonitor.
package enum AgentMode: String, Sendable, CaseIterable {
  /// Drift is corrected.
  case enforce
  /// Nothing is changed and nothing delivered; what differs is reported.
  case monitor
  /// A manifest that is new, or has other parameters, is applied until one apply of it succeeded;
  /// drift is only reported after that. What is owed is always delivered.
  case applyOnly = "apply_only"
}
