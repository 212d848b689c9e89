package import ConvergeCore

/// The accounts in a host's own files: passwd(5), group(5), and shadow(5) where it was asked for.
///
/// Accounts that only a directory service knows are not among them.
package struct Accounts: Sendable, Equatable {
  package let users: [UserRecord]
  package let groups: [GroupRecord]
  /// The second field of shadow(5) by user: a hash, `!` and the like.
  private let passwords: [String: String]

  package init(users: [UserRecord], groups: [GroupRecord], passwords: [String: String] = [:]) {
    self.users = users
    self.groups = groups
    self.passwords = passwords
  }

  /// Reads the files of a host, each once.
  ///
  /// - Parameter withPasswords: also reads `/etc/shadow`, which only root may.
  package init(on host: Host, withPasswords: Bool = false) throws(HostError) {
    users = try Self.lines(of: "/etc/passwd", on: host).compactMap(Self.user)
    groups = try Self.lines(of: "/etc/group", on: host).compactMap(Self.group)
    guard withPasswords else {
      passwords = [:]
      return
    }
    let shadow = try Self.lines(of: "/etc/shadow", on: host).filter { $0.count > 1 }
    passwords = Dictionary(shadow.map { ($0[0], $0[1]) }) { first, _ in first }
  }

  package func user(_ name: String) -> UserRecord? { users.first { $0.name == name } }

  package func group(_ name: String) -> GroupRecord? { groups.first { $0.name == name } }

  /// The name of a group id; nil where no group has it.
  package func groupName(of id: UInt32) -> String? { groups.first { $0.id == id }?.name }

  /// The groups that list a user as member, sorted.
  package func memberships(of user: String) -> [String] {
    groups.filter { $0.members.contains(user) }.map(\.name).sorted()
  }

  /// What shadow(5) has in a user's second field; nil without an entry.
  package func password(of user: String) -> String? { passwords[user] }

  private static func lines(
    of path: String, on host: Host
  ) throws(HostError) -> [[String]] {
    let bytes = try host.files.read(path, limitBytes: 64 << 20)
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private static func user(_ fields: [String]) -> UserRecord? {
    guard fields.count == 7, let id = UInt32(fields[2]), let group = UInt32(fields[3]) else {
      return nil
    }
    return UserRecord(
      name: fields[0], id: id, group: group, comment: fields[4], home: fields[5], shell: fields[6])
  }

  private static func group(_ fields: [String]) -> GroupRecord? {
    guard fields.count == 4, let id = UInt32(fields[2]) else { return nil }
    return GroupRecord(
      name: fields[0], id: id, members: fields[3].split(separator: ",").map(String.init))
  }
}
