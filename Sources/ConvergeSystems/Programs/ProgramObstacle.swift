package import ConvergeCore

/// Why a program cannot run, and what would have to be there.
package struct ProgramObstacle: Equatable, Sendable {
  package let error: HostError
  package let missing: Identity?

  package init(error: HostError, missing: Identity?) {
    self.error = error
    self.missing = missing
  }
}
