/// Users and groups by the host's name service, which may know more than its files (nsswitch.conf).
///
/// A null result is "no such name"; a service that cannot be asked throws.
package protocol NameService: Sendable {
  func user(named name: String) throws(HostError) -> UserRecord?
  func user(id: UInt32) throws(HostError) -> UserRecord?
  func group(named name: String) throws(HostError) -> GroupRecord?
  func group(id: UInt32) throws(HostError) -> GroupRecord?
  /// The ids of all groups a user is in, its primary one among them.
  func groups(of user: UserRecord) throws(HostError) -> [UInt32]
  /// The effective user id that we run as.
  var currentUser: UInt32 { get }
}

/// A line of passwd(5), without the password.
package struct UserRecord: Sendable, Hashable {
  package let name: String
  package let id: UInt32
  package let group: UInt32
  package let comment: String
  package let home: String
  package let shell: String

  package init(
    name: String, id: UInt32, group: UInt32, comment: String, home: String, shell: String
  ) {
    self.name = name
    self.id = id
    self.group = group
    self.comment = comment
    self.home = home
    self.shell = shell
  }
}

/// A line of group(5), without the password.
package struct GroupRecord: Sendable, Hashable {
  package let name: String
  package let id: UInt32
  package let members: [String]

  package init(name: String, id: UInt32, members: [String]) {
    self.name = name
    self.id = id
    self.members = members
  }
}
