package import ConvergeEngine

/// What a pass of the agent does about what differs, as its mode and its memory say.
package struct AgentStance: Sendable, Equatable {
  package let engine: Stance
  /// Whether a success is to be remembered.
  package let remembersSuccess: Bool

  /// - Parameters:
  ///   - digest: of the manifest with its parameters.
  ///   - applied: of the one that was last applied with success.
  package init(_ mode: AgentMode, digest: String, applied: String?) {
    switch mode {
    case .enforce: (engine, remembersSuccess) = (.correct, false)
    case .monitor: (engine, remembersSuccess) = (.observe, false)
    case .applyOnly where digest == applied: (engine, remembersSuccess) = (.deliver, false)
    case .applyOnly: (engine, remembersSuccess) = (.correct, true)
    }
  }
}
