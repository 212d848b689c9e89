package import ConvergeCore

/// An engine that does not answer, and whether there is one at all.
package struct UnavailableEngine: Sendable, Equatable {
  package let error: HostError
  /// Whether its program is on the host; true where that cannot be told.
  package let isInstalled: Bool

  private static let programs = ["/usr/bin/dockerd", "/usr/sbin/dockerd", "/usr/local/bin/dockerd"]

  /// Looks for the engine's program after nobody answered on its socket.
  package init(_ error: HostError, on host: Host) async {
    self.error = error
    guard error.reason == .unavailable else {
      isInstalled = true
      return
    }
    isInstalled = Self.programs.contains { program in
      do throws(HostError) {
        return try host.files.resolve(program) != nil
      } catch {
        return true
      }
    }
  }

  /// What a plan says of something in it: it fails, unless something before it, as the engine's
  /// package or service, may bring the engine. What is to be absent is so where no engine is.
  package func verdict(isWanted: Bool, _ predicted: PredictedHost) -> Verdict {
    if !isWanted, !isInstalled { return .inSync }
    if DockerEngine.providers.contains(where: predicted.mayProvide) {
      return .unknown(
        isWanted ? .create : .remove, [], because: "the Docker Engine may be there by then")
    }
    return .failing(error)
  }
}
