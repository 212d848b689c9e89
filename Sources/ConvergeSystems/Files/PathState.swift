package import ConvergeCore

/// What stands at a path, as the kinds that manage paths compare it.
package struct PathState: Sendable, Equatable {
  /// Something that is there.
  package struct Entry: Sendable, Equatable {
    package let type: FileStatus.FileType
    package let mode: UInt16
    package let user: UInt32
    package let group: UInt32
    package let sizeBytes: Int64
    package let device: UInt64
    package let inode: UInt64
    package let links: UInt64

    package init(_ status: FileStatus) {
      type = status.type
      mode = status.mode
      user = status.user
      group = status.group
      // A directory's size and links say nothing that anybody declared.
      sizeBytes = status.type == .file ? status.sizeBytes : 0
      device = status.device
      inode = status.inode
      links = status.type == .file ? status.links : 0
    }
  }

  /// nil: nothing is there.
  package let entry: Entry?
  /// The directories above it that are missing, the nearest last; only looked for where nothing is
  /// there.
  package let missingParents: [String]
  /// What the declared owner and group are on this host, and what those that are there are called.
  package let accounts: AccountState
  /// The same path under another name has the same.
  package let likeness: Likeness
}

/// Accounts that concern a path, as the host's name service knows them.
package struct AccountState: Sendable, Equatable {
  /// The id of the declared owner; nil where none is declared, or it does not exist.
  package var wantedUser: UInt32?
  package var wantedGroup: UInt32?
  /// What the observed owner and group are called; their numbers where they have no name.
  package var userName = ""
  package var groupName = ""
}

/// Reads the states of many paths, looking each account and directory up once.
package struct PathReader {
  private let host: Host
  private var users: [String: UInt32?] = [:]
  private var groups: [String: UInt32?] = [:]
  private var userNames: [UInt32: String] = [:]
  private var groupNames: [UInt32: String] = [:]
  private var directories: [String: (device: UInt64, inode: UInt64)] = [:]

  package init(on host: Host) { self.host = host }

  /// Reads one path.
  ///
  /// - Throws: what the file system says; `wrongType` where something above it is no directory.
  package mutating func state(
    of path: String, _ wanted: FileAttributes
  ) throws(HostError) -> PathState {
    let status = try host.files.status(path)
    var accounts = AccountState()
    if let owner = wanted.owner {
      accounts.wantedUser = try user(owner)
      if let status { accounts.userName = userName(status.user) }
    }
    if let group = wanted.group {
      accounts.wantedGroup = try self.group(group)
      if let status { accounts.groupName = groupName(status.group) }
    }
    // A file of several names is several things.
    if let status, status.type != .file || status.links == 1 {
      return PathState(
        entry: PathState.Entry(status), missingParents: [], accounts: accounts,
        likeness: .inode(device: status.device, number: status.inode, rest: ""))
    }
    let (missing, directory, (device, inode)) = try parents(of: path)
    return PathState(
      entry: status.map(PathState.Entry.init), missingParents: missing, accounts: accounts,
      likeness: .inode(
        device: device, number: inode, rest: Self.rest(of: path, below: directory)))
  }

  /// The path without links in the directories above it, as far as there are any.
  package static func realIdentity(
    of path: String, on host: Host
  ) throws(HostError) -> Identity {
    var directory = FilePath.parent(of: path)
    while directory != "/" {
      if let real = try host.files.resolve(directory) {
        return Identity(.path, real + rest(of: path, below: directory))
      }
      directory = FilePath.parent(of: directory)
    }
    return Identity(.path, path)
  }

  /// The directories above a path that are missing, the nearest last, and the nearest that is there
  /// with its numbers.
  private mutating func parents(
    of path: String
  ) throws(HostError) -> (
    missing: [String], directory: String, numbers: (device: UInt64, inode: UInt64)
  ) {
    var missing: [String] = []
    var directory = FilePath.parent(of: path)
    while true {
      if let known = directories[directory] { return (missing.reversed(), directory, known) }
      if let status = try directoryStatus(directory, above: path) {
        let numbers = (device: status.device, inode: status.inode)
        directories[directory] = numbers
        return (missing.reversed(), directory, numbers)
      }
      missing.append(directory)
      directory = FilePath.parent(of: directory)
    }
  }

  private func directoryStatus(
    _ directory: String, above path: String
  ) throws(HostError) -> FileStatus? {
    guard var status = try host.files.status(directory) else { return nil }
    if status.type == .link {
      guard let target = try host.files.resolve(directory),
        let real = try host.files.status(target)
      else { throw HostError(.wrongType, "use", path, because: Message.dangling(directory)) }
      status = real
    }
    guard status.type == .directory else {
      throw HostError(
        .wrongType, "use", path, because: Message.noDirectory(directory, status.type))
    }
    return status
  }

  /// `/name` of a path in a directory.
  private static func rest(of path: String, below directory: String) -> String {
    directory == "/"
      ? path : String(decoding: path.utf8.dropFirst(directory.utf8.count), as: UTF8.self)
  }

  private mutating func user(_ name: String) throws(HostError) -> UInt32? {
    if let id = UInt32(name) { return id }
    if let known = users[name] { return known }
    let id = try host.names.user(named: name)?.id
    users[name] = .some(id)
    return id
  }

  private mutating func group(_ name: String) throws(HostError) -> UInt32? {
    if let id = UInt32(name) { return id }
    if let known = groups[name] { return known }
    let id = try host.names.group(named: name)?.id
    groups[name] = .some(id)
    return id
  }

  private mutating func userName(_ id: UInt32) -> String {
    if let known = userNames[id] { return known }
    let name = (try? host.names.user(id: id))?.name ?? "\(id)"
    userNames[id] = name
    return name
  }

  private mutating func groupName(_ id: UInt32) -> String {
    if let known = groupNames[id] { return known }
    let name = (try? host.names.group(id: id))?.name ?? "\(id)"
    groupNames[id] = name
    return name
  }
}

private enum Message {
  static func dangling(_ path: String) -> String {
    "'\(path)' is a symbolic link to something that is not there"
  }
  static func noDirectory(_ path: String, _ type: FileStatus.FileType) -> String {
    "'\(path)' is a \(type.rawValue), not a directory"
  }
}
