/// A repository of another host, and which state of it is meant.
package struct RemoteRevision: Hashable, Sendable {
  /// How git reaches it.
  package enum Transport: String, CaseIterable, Sendable { case https, ssh, file }

  package let transport: Transport
  /// As git takes it: `https://host/repo`.
  package let url: String
  /// A tag, a branch, a full name (`refs/…`), a commit, or `HEAD`.
  package let ref: String

  /// What the remote has as its own, where an entry names nothing else.
  package static let usualRef = "HEAD"

  /// Whether a text is a whole commit, by SHA-1 or SHA-256.
  package static func isCommit(_ text: String) -> Bool {
    (text.utf8.count == 40 || text.utf8.count == 64)
      && text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (97...102).contains(byte)
      }
  }

  /// In the order of a lock.
  package static func precedes(_ left: RemoteRevision, _ right: RemoteRevision) -> Bool {
    (left.url, left.ref) < (right.url, right.ref)
  }
}
