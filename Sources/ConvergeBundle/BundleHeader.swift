internal import ConvergeCore

/// What is signed of a bundle: what it is, how long it is good, and each member with its digest.
package struct BundleHeader: Sendable, Hashable {
  /// Of the manifest in it. A host that has had one bundle takes no other from the same source.
  package let name: String
  /// From 1 on; a host takes no smaller one than it has had.
  package let version: Int64
  package let created: BundleTime
  /// From then on no host takes it that has not taken it before.
  package let expires: BundleTime
  /// In the order of their paths' bytes.
  package let members: [BundleMember]

  /// The largest that all JSON readers can have.
  package static let versionLimit: Int64 = 1 << 53 - 1
  package static let manifest = "manifest.yml"

  /// - Throws: `BundleRefusal` where it can be no header.
  init(
    name: String, version: Int64, created: BundleTime, expires: BundleTime,
    members: [BundleMember]
  ) throws(BundleRefusal) {
    self.name = name
    self.version = version
    self.created = created
    self.expires = expires
    self.members = members
    try check()
  }

  /// Whether a host that has not had it may not take it any more.
  package func isExpired(at now: BundleTime) -> Bool { now >= expires }

  /// The refusal of one that has expired; nil where it has not.
  package func refusal(at now: BundleTime) -> BundleRefusal? {
    isExpired(at: now) ? BundleRefusal(.expired, Message.expired(expires)) : nil
  }

  private func check() throws(BundleRefusal) {
    guard (1...Self.versionLimit).contains(version) else {
      throw BundleRefusal(.header, Message.version)
    }
    guard !name.isEmpty, name.utf8.count <= 200,
      name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
    else { throw BundleRefusal(.header, Message.name) }
    guard created < expires else { throw BundleRefusal(.header, Message.times) }
    guard members.count <= BundleLimits.members else {
      throw BundleRefusal(.tooMany, Message.tooMany(members.count))
    }
    var size = 0
    var directories: Set<Substring> = []
    var last: BundleMember?
    for member in members {
      if let refusal = BundleMember.refusal(ofPath: member.path) { throw refusal }
      if let last {
        guard last.path != member.path else {
          throw BundleRefusal(.duplicate, Message.twice(member.path))
        }
        guard last.path.utf8.lexicographicallyPrecedes(member.path.utf8) else {
          throw BundleRefusal(.header, Message.order(member.path))
        }
      }
      guard (0...BundleLimits.contentBytes).contains(member.sizeBytes) else {
        throw BundleRefusal(.tooLarge, Message.tooLarge)
      }
      size += member.sizeBytes
      for (place, character) in zip(member.path.indices, member.path) where character == "/" {
        directories.insert(member.path[..<place])
      }
      last = member
    }
    guard size <= BundleLimits.contentBytes else {
      throw BundleRefusal(.tooLarge, Message.tooLarge)
    }
    if let both = members.first(where: { directories.contains($0.path[...]) }) {
      throw BundleRefusal(.duplicate, Message.both(both.path))
    }
    guard members.contains(where: { $0.path == Self.manifest }) else {
      throw BundleRefusal(.header, Message.noManifest)
    }
  }
}

private enum Message {
  static func expired(_ time: BundleTime) -> String { "it has expired at \(time)" }
  static let version = "its version is no whole number from 1 to \(BundleHeader.versionLimit)"
  static let name = "its name is empty, longer than 200 bytes, or not printable"
  static let times = "it expires before it was made"
  static func tooMany(_ count: Int) -> String {
    "it has \(count) members, and may have \(BundleLimits.members) at the most"
  }
  static func twice(_ path: String) -> String { "the member '\(path)' is in it twice" }
  static func order(_ path: String) -> String {
    "the member '\(path)' does not stand in the order of paths"
  }
  static let tooLarge = "its members have more than 64 MiB together"
  static func both(_ path: String) -> String { "'\(path)' is a file and a directory in it" }
  static let noManifest = "it has no \(BundleHeader.manifest)"
}
