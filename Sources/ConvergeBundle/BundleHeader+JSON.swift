internal import ConvergeCore

extension BundleHeader {
  /// The text that is signed.
  var text: [UInt8] {
    let value = Value.record([
      "converge_bundle": 1, "name": .text(name), "version": .integer(version),
      "created": .text("\(created)"), "expires": .text("\(expires)"),
      "members": .list(
        members.map { member in
          .record([
            "path": .text(member.path), "mode": .text(member.modeText),
            "size": .integer(Int64(member.sizeBytes)),
            "sha256": .text(member.digest.hexadecimal),
          ])
        }),
    ])
    return Array((value.jsonText(isIndented: true) + "\n").utf8)
  }

  /// Reads a text whose signature was verified; only the one that `text` gives is taken, so that no
  /// two readers can understand it differently.
  init(verified text: [UInt8]) throws(BundleRefusal) {
    let value: Value
    do throws(JSONError) { value = try Value(json: text) } catch {
      throw BundleRefusal(.header, Message.noJSON(error))
    }
    guard value["converge_bundle"]?.integer == 1 else {
      throw BundleRefusal(.header, Message.format)
    }
    guard let name = value["name"]?.text, let version = value["version"]?.integer,
      let created = value["created"]?.text.flatMap(BundleTime.init),
      let expires = value["expires"]?.text.flatMap(BundleTime.init),
      let list = value["members"]?.list
    else { throw BundleRefusal(.header, Message.fields) }
    guard list.count <= BundleLimits.members else {
      throw BundleRefusal(.tooMany, Message.tooMany(list.count))
    }
    var members: [BundleMember] = []
    for element in list { members.append(try Self.member(element)) }
    try self.init(
      name: name, version: version, created: created, expires: expires, members: members)
    guard self.text == text else { throw BundleRefusal(.header, Message.other) }
  }

  private static func member(_ value: Value) throws(BundleRefusal) -> BundleMember {
    guard let path = value["path"]?.text, let mode = value["mode"]?.text,
      let size = value["size"]?.integer,
      let digest = value["sha256"]?.text.flatMap(Digest.init(hexadecimal:))
    else { throw BundleRefusal(.header, Message.fields) }
    guard mode == "0644" || mode == "0755" else {
      throw BundleRefusal(.mode, Message.mode(path, mode))
    }
    return BundleMember(
      path: path, isExecutable: mode == "0755", sizeBytes: Int(clamping: size), digest: digest)
  }
}

private enum Message {
  static func noJSON(_ error: JSONError) -> String { "the header is no JSON: \(error)" }
  static let format = "the header is of a format that this version does not know"
  static let fields = "the header lacks a field, or one is not what it has to be"
  static let other = "the header is not written as converge writes it"
  static func mode(_ path: String, _ mode: String) -> String {
    "the member '\(path)' has the mode \(mode), and a bundle knows 0644 and 0755"
  }
  static func tooMany(_ count: Int) -> String {
    "it has \(count) members, and may have \(BundleLimits.members) at the most"
  }
}
