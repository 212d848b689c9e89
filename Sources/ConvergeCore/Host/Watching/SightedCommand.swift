/// A command that ran about when something changed, and names it; nobody says that it did it.
package struct SightedCommand: Sendable, Hashable {
  package var process: SightedProcess
  /// When it was seen to begin; since 1970.
  package var wallNanoseconds: Int64

  package init(_ process: SightedProcess, atWallNanoseconds wall: Int64) {
    self.process = process
    wallNanoseconds = wall
  }
}
