/// Which versions will do: one, a pattern, or a range.
package struct VersionRequirement: Hashable, Sendable, CustomStringConvertible {
  private enum Form: Hashable, Sendable {
    case exact(String)
    case glob(Glob, hasEpoch: Bool)
    case range([Bound])
  }

  private struct Bound: Hashable, Sendable {
    let comparison: String
    let version: String

    func takes(_ version: DebianVersion) -> Bool {
      let limit = DebianVersion(self.version)
      return switch comparison {
      case ">=": version >= limit
      case "<=": version <= limit
      case ">", ">>": version > limit
      case "<", "<<": version < limit
      default: version == limit
      }
    }
  }

  /// A text that is no requirement, with what would be right.
  package struct Problem: Error, Equatable { package let hint: String }

  /// As it was written.
  package let description: String
  private let form: Form

  /// Reads `1.2-3`, `1.2*` or `>=1.0 <2.0` (also with commas; `>>` and `<<` are dpkg's strict ones).
  package init(_ text: String) throws(Problem) {
    description = text
    if let first = text.first, "<>=".contains(first) {
      form = .range(try Self.bounds(text))
    } else if Glob.isPattern(text) {
      form = .glob(Glob(text), hasEpoch: text.contains(":"))
    } else {
      if let complaint = DebianVersion.complaint(about: text) { throw Problem(hint: complaint) }
      form = .exact(text)
    }
  }

  /// Whether exactly one version will do.
  package var isExact: Bool { if case .exact = form { true } else { false } }

  /// The one version that will do, where it is one.
  package var exactVersion: String? { if case .exact(let version) = form { version } else { nil } }

  /// Whether `version` will do. A pattern without a colon also matches what stands behind an epoch.
  package func accepts(_ version: String) -> Bool {
    switch form {
    case .exact(let wanted): return DebianVersion(wanted) == DebianVersion(version)
    case .glob(let glob, let hasEpoch):
      if glob.matches(version) { return true }
      guard !hasEpoch, let colon = version.firstIndex(of: ":") else { return false }
      return glob.matches(String(version[version.index(after: colon)...]))
    case .range(let bounds):
      let version = DebianVersion(version)
      return bounds.allSatisfy { $0.takes(version) }
    }
  }

  private static func bounds(_ text: String) throws(Problem) -> [Bound] {
    var bounds: [Bound] = []
    var rest = text.drop(while: isSeparator)
    while !rest.isEmpty {
      let comparison = String(rest.prefix { "<>=".contains($0) })
      guard ["=", ">", "<", ">=", "<=", ">>", "<<"].contains(comparison) else {
        throw Problem(hint: Message.comparison)
      }
      rest = rest.dropFirst(comparison.count).drop { $0 == " " }
      let version = String(rest.prefix { !isSeparator($0) && !"<>=".contains($0) })
      if let complaint = DebianVersion.complaint(about: version) { throw Problem(hint: complaint) }
      bounds.append(Bound(comparison: comparison, version: version))
      rest = rest.dropFirst(version.count).drop(while: isSeparator)
    }
    return bounds
  }

  private static func isSeparator(_ character: Character) -> Bool {
    character == " " || character == ","
  }
}

private enum Message {
  static let comparison = "write a range as '>=1.0 <2.0'"
}
