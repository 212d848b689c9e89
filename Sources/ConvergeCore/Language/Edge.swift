/// A dependency: `from` comes before `to`.
///
/// Both are indices into the resources, or, from the number of the resources on, into the junctions.
/// Through a junction a resource depends as the weaker of the two edges says.
package struct Edge: Hashable, Sendable {
  package enum Role: String, Sendable {
    /// `to` is skipped where `from` fails.
    case require
    /// As `require`, and `to` is refreshed where `from` changes.
    case subscribe
    /// Order only.
    case after
    /// Order only, and `to` is told what became of `from`: of hooks that wait for something else
    /// than a change.
    case watch

    /// Whether `to` stands on `from`.
    package var isBinding: Bool { self == .require || self == .subscribe }
  }

  package let from: Int
  package let to: Int
  package let role: Role
  /// Where it was written; nil for an automatic one.
  package let place: Place?

  package init(from: Int, to: Int, role: Role, place: Place?) {
    self.from = from
    self.to = to
    self.role = role
    self.place = place
  }
}
