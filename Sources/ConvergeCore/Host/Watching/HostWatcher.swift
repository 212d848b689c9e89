/// Notices what others change on a host between two passes.
///
/// It may miss something, and then says `lost` where it can: a full pass stays the truth.
package protocol HostWatcher: Sendable {
  /// From now on these are watched, and nothing else.
  func watch(_ things: [Watched]) async
  /// What was sighted since the last time, in the order of its happening; waits for the first.
  ///
  /// - Returns: nil once it is closed.
  func next() async -> [Sighting]?
  /// Ends all watching, and whoever waits for `next`.
  func close()
}
