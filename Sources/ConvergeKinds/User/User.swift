package import ConvergeCore
internal import ConvergeSystems

/// A user in the host's own `/etc/passwd`.
package struct User: Resource {
  let name: String
  let isPresent: Bool
  let uid: UInt32?
  /// The primary group, by name or number, as it was written.
  let gid: String?
  /// The groups beside the primary one, sorted; nil: left alone.
  let groups: [String]?
  let groupsMode: GroupsMode
  let home: String?
  let createsHome: Bool
  let removesHome: Bool
  let shell: String?
  let comment: String?
  let isSystem: Bool
  /// What `/etc/shadow` is to have; without its lock where `isLocked` says.
  let password: String?
  let isLocked: Bool?
  /// Whether nobody sets the password later, where its creation was cut short.
  let setsPasswordOnce: Bool

  enum GroupsMode: String, CaseIterable {
    case exact
    case atLeast = "at_least"
  }

  package init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    let name = declaration.name.scalar?.text ?? ""
    var found = Diagnostics()
    if let complaint = AccountName.complaint(about: name) {
      found.error(Message.badName(name), at: declaration.name.place, hint: complaint)
    }
    self.name = name
    isPresent = declaration.text("state") != "absent"
    uid = declaration.integer("uid").flatMap { UInt32(exactly: $0) }
    gid = declaration.text("gid")
    groups = declaration.texts("groups").map { Set($0).sorted() }
    groupsMode = declaration.text("groups_mode").flatMap(GroupsMode.init) ?? .atLeast
    home = declaration.text("home").map(Self.withoutSlash)
    createsHome = declaration.boolean("create_home") ?? false
    removesHome = declaration.boolean("remove_home") ?? false
    shell = declaration.text("shell")
    comment = declaration.text("comment")
    isSystem = declaration.boolean("system") ?? false
    isLocked = declaration.boolean("locked")
    setsPasswordOnce = !declaration.onlyAtCreation.isDisjoint(with: ["password", "locked"])
    let field = declaration.text("password")
    password = isLocked == nil ? field : field.map(PasswordHash.unlocked)
    Self.check(declaration, field, reporting: &found)
    problems.append(contentsOf: found)
    if found.hasErrors { return nil }
  }

  private static func check(
    _ declaration: Declaration, _ password: String?, reporting problems: inout Diagnostics
  ) {
    for attribute in ["home", "shell", "comment"] {
      guard let text = declaration.text(attribute),
        let complaint = AccountName.complaint(aboutField: text)
      else { continue }
      problems.error(
        Message.badField(attribute), at: declaration.place(of: attribute), hint: complaint)
    }
    for group in declaration.node("groups").map({ $0.sequence ?? [$0] }) ?? [] {
      guard let text = group.scalar?.text, let complaint = AccountName.complaint(about: text) else {
        continue
      }
      problems.error(Message.badGroup(text), at: group.place, hint: complaint)
    }
    if let password, let complaint = PasswordHash.complaint(about: password) {
      // What stands there is most likely the password itself.
      problems.append(
        Diagnostic(
          .error, Message.badPassword, at: declaration.place(of: "password"), hint: complaint,
          hidesLine: true))
    }
    if declaration.texts("groups") == [], declaration.text("groups_mode") != "exact" {
      problems.error(
        Message.noGroups, at: declaration.place(of: "groups"), hint: Message.noGroupsHint)
    }
    if declaration.boolean("remove_home") == true, declaration.text("state") != "absent" {
      problems.error(
        Message.removeHome, at: declaration.place(of: "remove_home"), hint: Message.removeHomeHint)
    }
  }

  private static func withoutSlash(_ path: String) -> String {
    path.count > 1 && path.hasSuffix("/") ? withoutSlash(String(path.dropLast())) : path
  }

  package var identity: Identity { Identity(.user, name) }
  package var aim: Aim { isPresent ? .presence : .absence }

  package var claims: [Identity] { uid.map { [Identity(.userID, "\($0)")] } ?? [] }

  package var departingHome: String? { isPresent ? nil : home ?? Self.usualHome(of: name) }

  package var needs: [Need] {
    var needs = (groups ?? []).map { Need.thing(Identity(.group, $0)) }
    // The group of its own name becomes its primary one, where it is there.
    needs.append(.thing(Identity(.group, gid.flatMap { UInt32($0) == nil ? $0 : nil } ?? name)))
    if let shell { needs.append(.thing(Identity(.path, shell))) }
    if createsHome { needs.append(.ancestors(ofPath: home ?? Self.usualHome(of: name))) }
    return needs
  }

  /// Where useradd(8) puts a home directory that nothing is said of.
  static func usualHome(of name: String) -> String { "/home/\(name)" }

  package var desired: Attributes {
    var attributes = Attributes()
    attributes["state"] = isPresent ? "present" : "absent"
    guard isPresent else { return attributes }
    attributes["uid"] = uid.map { .integer(Int64($0)) }
    attributes["gid"] = gid.map(Value.text)
    attributes["groups"] = groups.map { .list($0.map(Value.text)) }
    attributes["home"] = home.map(Value.text)
    attributes["create_home"] = createsHome ? true : nil
    attributes["shell"] = shell.map(Value.text)
    attributes["comment"] = comment.map(Value.text)
    attributes["password"] = password.map { .sensitive(.text($0)) }
    attributes["locked"] = isLocked.map(Value.boolean)
    return attributes
  }
}

private enum Message {
  static func badName(_ name: String) -> String { "'\(name)' is no name for a user" }
  static func badGroup(_ name: String) -> String { "'\(name)' is no name for a group" }
  static func badField(_ attribute: String) -> String { "'\(attribute)' cannot be kept in passwd" }
  static let badPassword = "'password' is nothing that shadow(5) takes"
  static let noGroups = "no groups and 'groups_mode: at_least' say nothing"
  static let noGroupsHint = "write 'groups_mode: exact' to take the user out of all groups"
  static let removeHome = "'remove_home' is for a user that is to be absent"
  static let removeHomeHint = "leave it out, or write 'state: absent'"
}
