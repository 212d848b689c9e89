package import ConvergeCore

/// Where the host's administrator, its packages and generators keep unit files.
package enum UnitFiles {
  /// The directories that systemd loads system units from, strongest first (systemd.unit(5)).
  package static let directories = [
    "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system",
    "/lib/systemd/system", "/usr/lib/systemd/system",
  ]

  /// What a file at `path` brings: the unit that it defines, or the drop-ins of one; nil elsewhere.
  ///
  /// Drop-ins have an identity of their own, `unit:nginx.service.d`, since they make no unit. One
  /// that is to be absent has another: no service needs it, yet systemd must be told that it went.
  package static func provided(byPath path: String, isPresent: Bool = true) -> Identity? {
    guard let directory = directories.first(where: { path.hasPrefix($0 + "/") }) else { return nil }
    let parts = path.dropFirst(directory.count + 1).split(separator: "/").map(String.init)
    switch parts.count {
    case 1:
      return UnitName(parts[0]).flatMap {
        $0.description == parts[0] ? Identity(.unit, parts[0]) : nil
      }
    case 2 where parts[0].hasSuffix(".d") && parts[1].hasSuffix(".conf"):
      return Identity(isPresent ? .unit : .removedDropIns, parts[0])
    default: return nil
    }
  }

  /// Whether a file in one of the directories defines `name`, or the template of it.
  static func define(_ name: UnitName, on host: Host) -> Bool {
    let files = [name, name.template].compactMap { $0?.description }
    return directories.contains { directory in
      files.contains { file in
        ((try? host.files.status("\(directory)/\(file)")) ?? nil) != nil
      }
    }
  }
}

extension Identity.Space {
  /// A unit's runtime: running, enabled. Its definition is a `unit`.
  package static let service = Self(rawValue: "service")
  /// Drop-ins of a unit that are declared absent.
  package static let removedDropIns = Self(rawValue: "removed drop-ins")
}
