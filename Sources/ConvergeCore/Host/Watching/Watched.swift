/// Something on a host that is watched, and by what its changes are noticed.
package struct Watched: Sendable, Hashable {
  /// What a change is reported for.
  package let identity: Identity
  /// Whether what is in a directory at one of the paths, at any depth, belongs to it.
  package let hasContent: Bool

  /// - Parameter hasContent: of a directory, whether what is below it is managed too.
  /// - Returns: nil for what nobody tells changes of, as a command that has run.
  package init?(_ identity: Identity, hasContent: Bool = false) {
    self.identity = identity
    self.hasContent = hasContent
    guard unit != nil || container != nil || !paths.isEmpty,
      paths.allSatisfy({ $0.hasPrefix("/") })
    else { return nil }
  }

  /// Absolute paths: a change of what is there, or of the way there, is one of the thing.
  package var paths: [String] {
    switch identity.space.rawValue {
    case "path": [identity.name]
    case "line": [Self.file(ofLine: identity.name)]
    case "package": ["/var/lib/dpkg/status"]
    case "user", "uid": ["/etc/passwd", "/etc/shadow", "/etc/group"]
    case "group", "gid": ["/etc/group", "/etc/gshadow"]
    default: []
    }
  }

  /// `nginx.service`; nil where it is no unit.
  package var unit: String? {
    ["unit", "service"].contains(identity.space.rawValue) ? identity.name : nil
  }

  /// The container's name; nil where it is none.
  package var container: String? { identity.space == .container ? identity.name : nil }

  /// A line's identity begins with its file's path, and a colon.
  private static func file(ofLine name: String) -> String {
    var end = name.utf8.startIndex
    while let colon = name.utf8[end...].firstIndex(of: UInt8(ascii: ":")) {
      end = name.utf8.index(after: colon)
      if end == name.utf8.endIndex || name.utf8[end] == UInt8(ascii: " ") {
        return String(name[..<colon])
      }
    }
    return name
  }
}
