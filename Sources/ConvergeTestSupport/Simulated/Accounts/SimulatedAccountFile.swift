internal import ConvergeCore

/// A file of lines with fields, as passwd(5), that the simulated tools edit line by line.
struct SimulatedAccountFile {
  let path: String
  private(set) var lines: [[String]]
  private let machine: SimulatedHost

  init(_ path: String, on machine: SimulatedHost) {
    self.path = path
    self.machine = machine
    lines = String(decoding: machine.content(path) ?? [], as: UTF8.self)
      .split(separator: "\n").map {
        $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      }
  }

  /// The line of a name.
  subscript(name: String) -> [String]? { lines.first { $0.first == name } }

  /// Puts a line in the place of the one of its name, or at the end; nil takes it away.
  ///
  /// One step, like the rename by which the real tools do it: of a file that they have synced, in a
  /// directory that they have not.
  ///
  /// - Parameter account: whom it is done for.
  mutating func set(_ name: String, _ line: [String]?, for account: String) throws(HostError) {
    var new = lines
    switch (new.firstIndex { $0.first == name }, line) {
    case (let index?, let line?): new[index] = line
    case (let index?, nil): new.remove(at: index)
    case (nil, let line?): new.append(line)
    case (nil, nil): return
    }
    if new == lines { return }
    try machine.step("write \(path) for \(account)")
    lines = new
    let text = new.map { $0.joined(separator: ":") + "\n" }.joined()
    machine.put(
      path, Array(text.utf8), mode: path.contains("shadow") ? 0o640 : 0o644, isSynced: false)
  }

  /// The lowest number from `first` that no line has in its third field.
  func freeID(from first: Int) -> Int {
    let used = Set(lines.compactMap { $0.count > 2 ? Int($0[2]) : nil })
    return (first...).first { !used.contains($0) } ?? first
  }
}
