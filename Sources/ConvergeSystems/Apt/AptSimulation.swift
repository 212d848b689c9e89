/// What a transaction would do, as `apt-get --simulate` prints it.
package struct AptSimulation: Equatable, Sendable {
  package struct Installation: Equatable, Sendable {
    package let name: PackageName
    /// What is installed now.
    package let old: String?
    package let new: String

    var isDowngrade: Bool {
      old.map { DebianVersion(new) < DebianVersion($0) } ?? false
    }
  }

  package private(set) var installations: [Installation] = []
  package private(set) var removals: [PackageName] = []

  package var isEmpty: Bool { installations.isEmpty && removals.isEmpty }

  package init(output: [UInt8]) {
    for line in output.split(separator: UInt8(ascii: "\n")) {
      let words = String(decoding: line, as: UTF8.self).split(separator: " ")
      guard words.count >= 3, let name = PackageName(String(words[1])) else { continue }
      switch words[0] {
      case "Remv", "Purg": removals.append(name)
      case "Inst":
        // `Inst NAME [OLD] (NEW ORIGIN [ARCHITECTURE]) [WHAT IT BREAKS]`
        let old = words[2].hasPrefix("[") ? String(words[2].dropFirst().prefix { $0 != "]" }) : nil
        guard let new = words.dropFirst(2).first(where: { $0.hasPrefix("(") }) else { continue }
        installations.append(
          Installation(name: name, old: old, new: String(new.dropFirst().prefix { $0 != ")" })))
      default: continue
      }
    }
  }

  /// Why the transaction is out of the question, where it does more than was asked; nil: it may go.
  ///
  /// - Parameter removable: what may be removed, whoever asks for it.
  package func objection(
    to requests: [AptRequest], removable: Set<PackageName>, in database: DpkgDatabase
  ) -> AptRefusal? {
    let asked = Set(requests.map(\.name))
    let extra = removals.filter { !removable.contains($0) }
    if !extra.isEmpty { return .removes(extra) }
    let mayGoBack = Set(requests.filter(\.options.allowsDowngrade).map(\.name))
    let downgraded = installations.filter { $0.isDowngrade && !mayGoBack.contains($0.name) }
    if let first = downgraded.first {
      return .downgrades(first.name, from: first.old ?? "", to: first.new)
    }
    let held = installations.map(\.name).filter { database.held.contains($0) }
    if let other = held.first(where: { !asked.contains($0) }) { return .changesHeld(other) }
    let missing = requests.first { request in
      guard case .install(let version) = request.action else { return false }
      guard let coming = installations.first(where: { $0.name == request.name }) else {
        return !database[request.name].condition.isThere
      }
      return version.map { $0 != coming.new } ?? false
    }
    return missing.map { .doesNotInstall($0.name) }
  }
}
