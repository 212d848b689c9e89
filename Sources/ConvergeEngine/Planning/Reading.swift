internal import ConvergeCore

/// What was read of one resource, without its kind's own state.
struct Reading: Sendable {
  /// Whether the thing is there.
  let exists: Bool
  let desired: Attributes
  let observed: Attributes
  let isRefreshable: Bool
  let started: HostInstant.Mark?
}
