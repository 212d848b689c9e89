internal import ConvergeCore

/// One run of a program of the shadow suite.
struct SimulatedAccountWork {
  /// How it ends that it does not do its work.
  enum Failure: Error {
    case refused(Int32, String)
    case host(HostError)
  }

  private let program: String
  private let arguments: [String]
  private let input: String
  private let machine: SimulatedHost
  private var passwd: SimulatedAccountFile
  private var shadow: SimulatedAccountFile
  private var group: SimulatedAccountFile

  init(_ program: String, _ invocation: Invocation, _ machine: SimulatedHost) {
    self.program = program
    arguments = Array(invocation.arguments.dropFirst())
    input = String(decoding: invocation.input, as: UTF8.self)
    self.machine = machine
    passwd = SimulatedAccountFile("/etc/passwd", on: machine)
    shadow = SimulatedAccountFile("/etc/shadow", on: machine)
    group = SimulatedAccountFile("/etc/group", on: machine)
  }

  func refusal(_ status: Int32, _ message: String) -> ProcessResult {
    ProcessResult(end: .exited(status), output: [], error: Array("\(program): \(message)\n".utf8))
  }

  mutating func carryOut() throws(Failure) {
    switch program {
    case "groupadd": try addGroup()
    case "groupmod": try changeGroup()
    case "groupdel": try removeGroup()
    case "useradd": try addUser()
    case "usermod": try changeUser()
    case "userdel": try removeUser()
    case "chpasswd": try setPasswords()
    default: try makeHome()
    }
  }

  private var name: String { arguments.last ?? "" }

  private func has(_ option: String) -> Bool { arguments.contains(option) }

  /// What stands behind a long option.
  private func value(_ option: String) -> String? {
    arguments.firstIndex(of: option).flatMap {
      $0 + 1 < arguments.count ? arguments[$0 + 1] : nil
    }
  }

  private mutating func write(
    _ file: WritableKeyPath<Self, SimulatedAccountFile>, _ name: String, _ line: [String]?
  ) throws(Failure) {
    // chpasswd is told whom it is for on its input.
    let account = program == "chpasswd" ? name : self.name
    do { try self[keyPath: file].set(name, line, for: account) } catch { throw .host(error) }
  }

  // MARK: Groups

  private mutating func addGroup() throws(Failure) {
    if group[name] != nil { throw .refused(9, "group '\(name)' already exists") }
    let id = value("--gid") ?? "\(group.freeID(from: has("--system") ? 100 : 1000))"
    try requireFreeGroup(id)
    try write(\.group, name, [name, "x", id, ""])
  }

  private mutating func changeGroup() throws(Failure) {
    guard var line = group[name] else { throw .refused(6, "group '\(name)' does not exist") }
    let old = line[2]
    if let id = value("--gid"), id != old {
      try requireFreeGroup(id)
      line[2] = id
      try write(\.group, name, line)
      for var user in passwd.lines where user[3] == old {
        user[3] = id
        try write(\.passwd, user[0], user)
      }
    }
  }

  private mutating func removeGroup() throws(Failure) {
    guard let line = group[name] else { throw .refused(6, "group '\(name)' does not exist") }
    if let user = passwd.lines.first(where: { $0[3] == line[2] }) {
      throw .refused(8, "cannot remove the primary group of user '\(user[0])'")
    }
    try write(\.group, name, nil)
  }

  private func requireFreeGroup(_ id: String) throws(Failure) {
    if group.lines.contains(where: { $0[2] == id }) {
      throw .refused(4, "GID '\(id)' already exists")
    }
  }

  /// The number of a group by name or number.
  private func groupID(_ text: String) throws(Failure) -> String {
    if let line = group[text] { return line[2] }
    if group.lines.contains(where: { $0[2] == text }) { return text }
    throw .refused(6, "group '\(text)' does not exist")
  }

  // MARK: Users

  private mutating func addUser() throws(Failure) {
    if passwd[name] != nil { throw .refused(9, "user '\(name)' already exists") }
    let id = value("--uid") ?? "\(passwd.freeID(from: has("--system") ? 100 : 1000))"
    if passwd.lines.contains(where: { $0[2] == id }) {
      throw .refused(4, "UID \(id) is not unique")
    }
    let others = value("--groups").map { $0.split(separator: ",").map(String.init) } ?? []
    for other in others { _ = try groupID(other) }
    let primary: String
    if let gid = value("--gid") {
      primary = try groupID(gid)
    } else {
      if group[name] != nil { throw .refused(9, "group \(name) exists - use -g") }
      let wanted = Int(id) ?? 1000
      let isFree = !group.lines.contains { $0[2] == id }
      primary = isFree ? id : "\(group.freeID(from: wanted))"
    }
    try write(
      \.passwd, name,
      [
        name, "x", id, primary, value("--comment") ?? "", value("--home-dir") ?? "/home/\(name)",
        value("--shell") ?? "/bin/sh",
      ])
    try write(\.shadow, name, [name, "!", "19000", "0", "99999", "7", "", "", ""])
    if has("--user-group") { try write(\.group, name, [name, "x", primary, ""]) }
    try join(others, leavingOthers: false)
  }

  private mutating func changeUser() throws(Failure) {
    guard var line = passwd[name] else { throw .refused(6, "user '\(name)' does not exist") }
    if let id = value("--uid"), id != line[2] {
      if passwd.lines.contains(where: { $0[2] == id }) {
        throw .refused(4, "UID '\(id)' already exists")
      }
      line[2] = id
    }
    if let gid = value("--gid") { line[3] = try groupID(gid) }
    line[4] = value("--comment") ?? line[4]
    line[5] = value("--home") ?? line[5]
    line[6] = value("--shell") ?? line[6]
    try write(\.passwd, name, line)
    if let groups = value("--groups") {
      let names = groups.split(separator: ",").map(String.init)
      for other in names { _ = try groupID(other) }
      try join(names, leavingOthers: !has("--append"))
    }
  }

  private mutating func join(_ names: [String], leavingOthers: Bool) throws(Failure) {
    for var line in group.lines {
      var members = line[3].split(separator: ",").map(String.init)
      let isMember = members.contains(name)
      if names.contains(line[0]), !isMember { members.append(name) }
      if leavingOthers, !names.contains(line[0]) { members.removeAll { $0 == name } }
      line[3] = members.joined(separator: ",")
      try write(\.group, line[0], line)
    }
  }

  private mutating func removeUser() throws(Failure) {
    guard let line = passwd[name] else { throw .refused(6, "user '\(name)' does not exist") }
    try write(\.passwd, name, nil)
    try write(\.shadow, name, nil)
    try join([], leavingOthers: true)
    if let own = group[name], own[2] == line[3], own[3].isEmpty,
      !passwd.lines.contains(where: { $0[3] == own[2] })
    {
      try write(\.group, name, nil)
    }
  }

  private mutating func setPasswords() throws(Failure) {
    for entry in input.split(separator: "\n") {
      let parts = entry.split(separator: ":", maxSplits: 1).map(String.init)
      guard parts.count == 2, passwd[parts[0]] != nil else {
        throw .refused(1, "(line 1, user \(parts.first ?? "")) password not changed")
      }
      // A missing line is made, as the real one does.
      var line = shadow[parts[0]] ?? [parts[0], "", "19000", "0", "99999", "7", "", "", ""]
      line[1] = parts[1]
      try write(\.shadow, parts[0], line)
    }
  }

  private func makeHome() throws(Failure) {
    guard let line = passwd[name], let user = UInt32(line[2]), let group = UInt32(line[3]) else {
      throw .refused(1, "no such user")
    }
    if machine.entry(line[5]) != nil { return }
    do { try machine.step("make \(line[5]) for \(name)") } catch { throw .host(error) }
    machine.putDirectory(line[5], user: user, group: group, isSynced: false)
  }
}
