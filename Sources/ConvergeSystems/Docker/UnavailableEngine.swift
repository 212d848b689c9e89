package import ConvergeCore

/// What a plan says of something in an engine that does not answer: it fails, unless something
/// before it, as the engine's package, may bring the engine.
///
/// What is to be absent, where there is no engine, is absent.
package func unavailableVerdict(
  _ error: HostError, isWanted: Bool, _ predicted: PredictedHost
) -> Verdict {
  if predicted.isOpen {
    return .unknown(
      isWanted ? .create : .remove, [], because: "the Docker Engine may be there by then")
  }
  return .failing(error)
}
