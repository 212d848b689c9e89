internal import ConvergeCore

/// Files that are written over where they stand, instead of being put in place whole; or journals of
/// hooks that are not put in place at all.
struct MutantFiles: FileSystem {
  let machine: SimulatedHost
  private var files: SimulatedFiles { machine.files }

  private let mutant: Mutant

  init(_ machine: SimulatedHost, _ mutant: Mutant) {
    self.machine = machine
    self.mutant = mutant
  }

  func rename(_ path: String, to other: String) throws(HostError) {
    guard mutant == .overwriting else {
      return other.hasSuffix("/journal.json")
        ? try files.remove(path) : try files.rename(path, to: other)
    }
    guard let new = machine.entry(path), let content = new.content, machine.entry(other) != nil
    else { return try files.rename(path, to: other) }
    let (mode, user, group) = (new.status.mode, new.status.user, new.status.group)
    try machine.step("write over \(other)")
    machine.put(
      other, Array(content.prefix(content.count / 2)), mode: mode, user: user, group: group)
    try machine.step("write on \(other)")
    machine.put(other, content, mode: mode, user: user, group: group)
    try files.remove(path)
  }

  func status(_ path: String) throws(HostError) -> FileStatus? { try files.status(path) }

  func read(_ path: String, limitBytes: Int) throws(HostError) -> [UInt8] {
    try files.read(path, limitBytes: limitBytes)
  }

  func target(ofLink path: String) throws(HostError) -> String { try files.target(ofLink: path) }
  func list(_ path: String) throws(HostError) -> [String] { try files.list(path) }
  func resolve(_ path: String) throws(HostError) -> String? { try files.resolve(path) }

  func stage(_ candidate: Candidate, at temporary: String) throws(HostError) {
    try files.stage(candidate, at: temporary)
  }

  func makeLink(at path: String, to target: String, owner: FileOwner?) throws(HostError) {
    try files.makeLink(at: path, to: target, owner: owner)
  }

  func makeHardLink(at path: String, to existing: String) throws(HostError) {
    try files.makeHardLink(at: path, to: existing)
  }

  func makeDirectory(_ path: String, mode: UInt16, owner: FileOwner?) throws(HostError) {
    try files.makeDirectory(path, mode: mode, owner: owner)
  }

  func setMode(_ path: String, _ mode: UInt16) throws(HostError) { try files.setMode(path, mode) }

  func setOwner(_ path: String, _ owner: FileOwner) throws(HostError) {
    try files.setOwner(path, owner)
  }

  func remove(_ path: String) throws(HostError) { try files.remove(path) }
  func syncDirectory(of path: String) throws(HostError) { try files.syncDirectory(of: path) }
}
