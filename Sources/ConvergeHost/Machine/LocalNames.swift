package import ConvergeCore
internal import Glibc

/// Users and groups as this host's name service tells them, getpwnam(3).
package struct LocalNames: NameService {
  package init() {}

  package var currentUser: UInt32 { geteuid() }

  package func user(named name: String) throws(HostError) -> UserRecord? {
    guard !name.utf8.contains(0) else { return nil }
    return try look(for: "user", name) { buffer, size in
      var record = passwd()
      var found: UnsafeMutablePointer<passwd>?
      let code = getpwnam_r(name, &record, buffer, size, &found)
      return (code, found.map { UserRecord($0.pointee) })
    }
  }

  package func user(id: UInt32) throws(HostError) -> UserRecord? {
    try look(for: "user", "\(id)") { buffer, size in
      var record = passwd()
      var found: UnsafeMutablePointer<passwd>?
      let code = getpwuid_r(id, &record, buffer, size, &found)
      return (code, found.map { UserRecord($0.pointee) })
    }
  }

  package func group(named name: String) throws(HostError) -> GroupRecord? {
    guard !name.utf8.contains(0) else { return nil }
    return try look(for: "group", name) { buffer, size in
      var record = Glibc.group()
      var found: UnsafeMutablePointer<Glibc.group>?
      let code = getgrnam_r(name, &record, buffer, size, &found)
      return (code, found.map { GroupRecord($0.pointee) })
    }
  }

  package func group(id: UInt32) throws(HostError) -> GroupRecord? {
    try look(for: "group", "\(id)") { buffer, size in
      var record = Glibc.group()
      var found: UnsafeMutablePointer<Glibc.group>?
      let code = getgrgid_r(id, &record, buffer, size, &found)
      return (code, found.map { GroupRecord($0.pointee) })
    }
  }

  package func groups(of user: UserRecord) throws(HostError) -> [UInt32] {
    var count: Int32 = 32
    // The kernel knows no more than NGROUPS_MAX, 65536.
    while count <= 1 << 17 {
      var ids = [gid_t](repeating: 0, count: Int(count))
      let room = count
      if getgrouplist(user.name, user.group, &ids, &count) >= 0 {
        return Array(ids.prefix(Int(count)))
      }
      count = max(count, room * 2)
    }
    throw HostError(.tooLarge, "list the groups of", user.name, because: Message.tooMany)
  }

  /// Asks with a buffer that grows until the answer fits.
  private func look<Record>(
    for kind: String, _ name: String,
    _ ask: (UnsafeMutablePointer<CChar>, Int) -> (code: Int32, record: Record?)
  ) throws(HostError) -> Record? {
    var size = 4096
    while true {
      let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
      defer { buffer.deallocate() }
      let answer = ask(buffer, size)
      switch answer.code {
      // Some services say "no such name" with a code, getpwnam(3).
      case 0, ENOENT, ESRCH, EBADF, EPERM: return answer.record
      case ERANGE where size < 64 << 20: size *= 4
      case EINTR: continue
      default: throw SystemFailure.error(answer.code, "look up the \(kind)", name)
      }
    }
  }
}

extension UserRecord {
  /// From passwd(5)'s form in C.
  fileprivate init(_ record: passwd) {
    self.init(
      name: text(record.pw_name), id: record.pw_uid, group: record.pw_gid,
      comment: text(record.pw_gecos), home: text(record.pw_dir), shell: text(record.pw_shell))
  }
}

extension GroupRecord {
  /// From group(5)'s form in C.
  fileprivate init(_ record: Glibc.group) {
    var members: [String] = []
    if var next = record.gr_mem {
      while let member = next.pointee {
        members.append(text(member))
        next += 1
      }
    }
    self.init(name: text(record.gr_name), id: record.gr_gid, members: members)
  }
}

/// A field's text; a missing field is empty.
private func text(_ field: UnsafeMutablePointer<CChar>?) -> String {
  field.map { String(cString: $0) } ?? ""
}

private enum Message {
  static let tooMany = "it is in more groups than the kernel knows"
}
