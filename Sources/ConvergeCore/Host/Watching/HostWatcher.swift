/// Notices what others change on a host between two passes.
///
/// It may miss something, and then says `lost` where it can: a full pass stays the truth.
package protocol HostWatcher: Sendable {
  /// From now on these are watched, and nothing else; `begun` is sighted once they are.
  func watch(_ things: [Watched])
  /// What was sighted since it was last asked, in the order of its happening; does not wait.
  func take() -> [Sighting]
  /// Ends all watching.
  func close()
}
