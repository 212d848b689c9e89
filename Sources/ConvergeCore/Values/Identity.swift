/// One thing on a host, whoever speaks of it: `path:/etc/motd`, `user:app`, `unit:nginx.service`.
///
/// Two resources of one identity manage the same thing. The same value says what a resource
/// provides and what it needs, which is where automatic edges come from.
package struct Identity: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The kind of name, so that a user and a path never meet.
  package struct Space: RawRepresentable, Hashable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let path = Space(rawValue: "path")
    package static let package = Space(rawValue: "package")
    package static let user = Space(rawValue: "user")
    package static let group = Space(rawValue: "group")
    package static let unit = Space(rawValue: "unit")
    package static let image = Space(rawValue: "image")
    package static let network = Space(rawValue: "network")
    package static let volume = Space(rawValue: "volume")
    package static let container = Space(rawValue: "container")
    package static let command = Space(rawValue: "command")
    package static let hook = Space(rawValue: "hook")
    /// The numbers of users and groups.
    package static let userID = Space(rawValue: "uid")
    package static let groupID = Space(rawValue: "gid")
    /// A container engine as a whole, by the name of its product: `docker`.
    package static let engine = Space(rawValue: "engine")
  }

  package let space: Space
  package let name: String

  package init(_ space: Space, _ name: String) {
    self.space = space
    self.name = name
  }

  package var description: String { "\(space.rawValue):\(name)" }

  /// By the name alone: hardly ever do two spaces have the same.
  package func hash(into hasher: inout Hasher) { hasher.combine(name) }

  package static func < (left: Identity, right: Identity) -> Bool {
    (left.space.rawValue, left.name) < (right.space.rawValue, right.name)
  }
}
