package import ConvergeCore

/// Accounts as the simulated `/etc/passwd` and `/etc/group` have them.
package struct SimulatedNames: NameService {
  let machine: SimulatedHost

  package func user(named name: String) throws(HostError) -> UserRecord? {
    try accounts().users.first { $0.name == name }
  }

  package func user(id: UInt32) throws(HostError) -> UserRecord? {
    try accounts().users.first { $0.id == id }
  }

  package func group(named name: String) throws(HostError) -> GroupRecord? {
    try accounts().groups.first { $0.name == name }
  }

  package func group(id: UInt32) throws(HostError) -> GroupRecord? {
    try accounts().groups.first { $0.id == id }
  }

  package func groups(of user: UserRecord) throws(HostError) -> [UInt32] {
    let others = try accounts().groups.filter {
      $0.id != user.group && $0.members.contains(user.name)
    }
    return [user.group] + others.map(\.id)
  }

  package var currentUser: UInt32 { machine.withState { $0.user } }

  private func accounts() throws(HostError) -> SimulatedAccounts {
    try machine.requireRunning("look up an account")
    return machine.withState { state in
      state.accounts.read(from: state.tree)
      return state.accounts
    }
  }
}

/// The two account files, parsed when they changed.
struct SimulatedAccounts {
  var users: [UserRecord] = []
  var groups: [GroupRecord] = []
  private var passwd: [UInt8]?
  private var group: [UInt8]?

  mutating func read(from tree: SimulatedTree) {
    let newPasswd = tree.content(at: "/etc/passwd") ?? []
    let newGroup = tree.content(at: "/etc/group") ?? []
    if newPasswd != passwd {
      passwd = newPasswd
      users = Self.lines(newPasswd).compactMap(Self.user)
    }
    if newGroup != group {
      group = newGroup
      groups = Self.lines(newGroup).compactMap(Self.group)
    }
  }

  private static func lines(_ bytes: [UInt8]) -> [[String]] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private static func user(_ fields: [String]) -> UserRecord? {
    guard fields.count == 7, let id = UInt32(fields[2]), let group = UInt32(fields[3]) else {
      return nil
    }
    return UserRecord(
      name: fields[0], id: id, group: group, comment: fields[4], home: fields[5],
      shell: fields[6])
  }

  private static func group(_ fields: [String]) -> GroupRecord? {
    guard fields.count == 4, let id = UInt32(fields[2]) else { return nil }
    return GroupRecord(
      name: fields[0], id: id, members: fields[3].split(separator: ",").map(String.init))
  }
}
