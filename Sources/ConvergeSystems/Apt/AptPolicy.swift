/// What apt could install of a package, as `apt-cache policy` tells it (apt-cache(8)).
package struct AptPolicy: Equatable, Sendable {
  /// What `apt-get install` would choose, pins considered; nil where there is nothing to choose.
  package let candidate: String?
  /// The versions that a source has, newest first.
  package let available: [String]

  package init(candidate: String?, available: [String]) {
    self.candidate = candidate
    self.available = available
  }

  /// The version to install: the candidate if it will do, else the newest that does.
  package func best(for requirement: VersionRequirement?) -> String? {
    guard let requirement else { return candidate }
    if let candidate, requirement.accepts(candidate) { return candidate }
    return available.first(where: requirement.accepts)
  }

  /// Reads the program's output; packages that apt does not know are not in it.
  package static func parse(_ output: [UInt8]) -> [PackageName: AptPolicy] {
    var policies: [PackageName: AptPolicy] = [:]
    var reader = PolicyReader()
    for line in output.split(separator: UInt8(ascii: "\n")) {
      if let (name, policy) = reader.take(String(decoding: line, as: UTF8.self)) {
        policies[name] = policy
      }
    }
    if let (name, policy) = reader.finish() { policies[name] = policy }
    return policies
  }
}

/// Reads line by line; gives a package when its lines have ended.
private struct PolicyReader {
  private var name: PackageName?
  private var candidate: String?
  private var versions: [(version: String, isAvailable: Bool)] = []

  mutating func take(_ line: String) -> (PackageName, AptPolicy)? {
    guard line.hasPrefix(" ") else {
      let finished = finish()
      name = line.hasSuffix(":") ? PackageName(String(line.dropLast())) : nil
      return finished
    }
    let words = line.split(separator: " ").map(String.init)
    if words.first == "Candidate:" {
      candidate = words.count > 1 && words[1] != "(none)" ? words[1] : nil
    } else if line.hasPrefix(" *** ") {
      if words.count > 1 { versions.append((words[1], false)) }
    } else if line.hasPrefix("        ") {
      // A source of the version above: its priority, then where it is.
      let isDatabase = words.dropFirst().first == DpkgDatabase.Path.status
      if !isDatabase, !versions.isEmpty { versions[versions.count - 1].isAvailable = true }
    } else if line.hasPrefix("     "), let version = words.first {
      versions.append((version, false))
    }
    return nil
  }

  mutating func finish() -> (PackageName, AptPolicy)? {
    defer { (name, candidate, versions) = (nil, nil, []) }
    guard let name else { return nil }
    let available = versions.filter(\.isAvailable).map(\.version)
    let sorted = available.sorted { DebianVersion($0) > DebianVersion($1) }
    return (name, AptPolicy(candidate: candidate, available: sorted))
  }
}
