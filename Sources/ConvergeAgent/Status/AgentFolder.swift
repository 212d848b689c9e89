package import ConvergeCore

/// What the agent keeps in the state directory, `STATE/agent`: how it stands, whether it is disabled,
/// what it has applied. Nobody else looks into it.
package struct AgentFolder: Sendable {
  private static let limitBytes = 1 << 20

  package let path: String
  private let files: any FileSystem

  /// - Parameter state: the state directory, absolute.
  package init(in state: String, files: any FileSystem) {
    path = "\(state)/agent"
    self.files = files
  }

  /// How the agent stood when it last wrote it down; nil where it never did.
  package func status() throws(HostError) -> AgentStatus? {
    try read("status.json").flatMap(AgentStatus.init)
  }

  package func write(_ status: AgentStatus) throws(HostError) {
    try write(status.value, as: "status.json")
  }

  /// Who has disabled it, whether or not that still holds.
  package func disabling() throws(HostError) -> AgentDisabling? {
    try read("disabled.json").flatMap(AgentDisabling.init)
  }

  /// - Parameter disabling: nil: it is enabled.
  package func write(_ disabling: AgentDisabling?) throws(HostError) {
    if let disabling { return try write(disabling.value, as: "disabled.json") }
    let file = "\(path)/disabled.json"
    if try files.status(file) != nil { try files.remove(file) }
  }

  /// The digest of what was last applied with success, for `apply_only`; nil: nothing was.
  package func applied() throws(HostError) -> String? { try read("applied.json")?["digest"]?.text }

  package func writeApplied(_ digest: String) throws(HostError) {
    try write(.record(["digest": .text(digest)]), as: "applied.json")
  }

  /// Who was seen to change what; empty where nobody was.
  package func sightings() throws(HostError) -> SightingBook {
    let file = "\(path)/sightings.json"
    guard try files.status(file) != nil else { return SightingBook() }
    return SightingBook(json: try files.read(file, limitBytes: SightingBook.limitBytes))
  }

  package func write(_ book: SightingBook) throws(HostError) {
    try write(book.json, as: "sightings.json")
  }

  /// - Returns: nil where there is none, or nothing that can be understood.
  private func read(_ name: String) throws(HostError) -> Value? {
    let file = "\(path)/\(name)"
    guard try files.status(file) != nil else { return nil }
    return try? Value(json: try files.read(file, limitBytes: Self.limitBytes))
  }

  /// Whole and durably, in the place of the old one.
  private func write(_ value: Value, as name: String) throws(HostError) {
    try write(Array((value.jsonText(isIndented: true) + "\n").utf8), as: name)
  }

  private func write(_ content: [UInt8], as name: String) throws(HostError) {
    if try files.status(path) == nil { try files.makeDirectory(path, mode: 0o700, owner: nil) }
    let file = "\(path)/\(name)"
    let temporary = "\(file).new"
    if try files.status(temporary) != nil { try files.remove(temporary) }
    try files.stage(
      Candidate(
        content: content, mode: 0o600, owner: FileOwner(user: nil, group: nil), likeness: nil),
      at: temporary)
    try files.rename(temporary, to: file)
  }
}
