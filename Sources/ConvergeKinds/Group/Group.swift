package import ConvergeCore
internal import ConvergeSystems

/// A group in the host's own `/etc/group`.
package struct Group: Resource {
  let name: String
  let isPresent: Bool
  let gid: UInt32?
  /// Whether it takes its id from those of the system, where it is made.
  let isSystem: Bool

  /// What is there of it, and who stands on it.
  package struct State: Sendable, Equatable {
    /// nil: there is no such group.
    let gid: UInt32?
    /// Another group that has the declared id.
    let gidOwner: String?
    /// The users whose primary group it is.
    let primaryOf: [String]
  }

  package static let kind = Kind(
    name: "group", section: "groups", summary: "A group of users.",
    phase: .groups, removalPhase: .groupRemovals,
    attributes: [
      AttributeSpec(
        "gid", .integer(0...4_294_967_294),
        "Its number. A change leaves files with the old number as they are."),
      AttributeSpec(
        "system", .boolean,
        "Whether it gets a number of the system's range where it is made without 'gid'.",
        default: "false", onChange: .none),
    ])

  package init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    let name = declaration.name.scalar?.text ?? ""
    if let complaint = AccountName.complaint(about: name) {
      problems.error(Message.badName(name), at: declaration.name.place, hint: complaint)
      return nil
    }
    self.name = name
    isPresent = declaration.text("state") != "absent"
    gid = declaration.integer("gid").flatMap { UInt32(exactly: $0) }
    isSystem = declaration.boolean("system") ?? false
  }

  package var identity: Identity { Identity(.group, name) }
  package var aim: Aim { isPresent ? .presence : .absence }
  package var claims: [Identity] { gid.map { [Identity(.groupID, "\($0)")] } ?? [] }

  package var desired: Attributes {
    var attributes = Attributes()
    attributes["state"] = isPresent ? "present" : "absent"
    if isPresent { attributes["gid"] = gid.map { .integer(Int64($0)) } }
    return attributes
  }
}

private enum Message {
  static func badName(_ name: String) -> String { "'\(name)' is no name for a group" }
}
