package import ConvergeCore

/// Files that wait for something, oldest first, in a directory of the state's. Mode 0700, and 0600.
package struct SpoolDirectory: Sendable {
  /// A file that waits.
  package struct Entry: Sendable, Equatable {
    package let name: String
    /// What `add` was told.
    package let label: String
    package let sizeBytes: Int
  }

  /// What a file may have, whoever wrote it.
  private static let limitBytes = 64 << 20
  private let path: String

  /// - Parameter state: one that is prepared: nobody else can put something in its place.
  package init(_ name: String, in state: StateDirectory) { path = "\(state.path)/\(name)" }

  /// Everything that waits; nothing where there is no directory yet.
  package func entries() throws(HostError) -> [Entry] {
    let files = LocalFiles()
    guard try files.status(path) != nil else { return [] }
    var entries: [Entry] = []
    for name in try files.list(path).sorted() {
      guard let label = Self.label(of: name), let status = try files.status("\(path)/\(name)"),
        status.type == .file
      else { continue }
      entries.append(Entry(name: name, label: label, sizeBytes: Int(clamping: status.sizeBytes)))
    }
    return entries
  }

  /// Keeps a content durably, behind all others.
  ///
  /// - Parameter label: letters, digits, `-`, `:`, `.` and `_`.
  package func add(_ label: String, _ content: [UInt8]) throws(HostError) {
    let files = LocalFiles()
    if try files.status(path) == nil { try files.makeDirectory(path, mode: 0o700, owner: nil) }
    let last = try entries().last.flatMap { Int($0.name.prefix(while: \.isNumber)) } ?? 0
    let digits = String(last + 1)
    let number = String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    let plain = String(label.map { Self.isPlain($0) ? $0 : "_" }.prefix(100))
    try WholeFile.put(content, at: "\(path)/\(number)-\(plain).json", mode: 0o600)
  }

  /// The content of a file that waits.
  package func read(_ name: String) throws(HostError) -> [UInt8] {
    try LocalFiles().read("\(path)/\(name)", limitBytes: Self.limitBytes)
  }

  /// Takes one out.
  package func remove(_ name: String) throws(HostError) {
    do { try LocalFiles().remove("\(path)/\(name)") } catch {
      guard error.reason == .notFound else { throw error }
    }
  }

  /// `RUN` of `000000000001-RUN.json`; nil for what is none of ours, as a file that was not finished.
  private static func label(of name: String) -> String? {
    guard name.hasSuffix(".json"), let dash = name.firstIndex(of: "-"),
      name[..<dash].count >= 12, name[..<dash].allSatisfy(\.isNumber)
    else { return nil }
    return String(name[name.index(after: dash)...].dropLast(5))
  }

  private static func isPlain(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "-:._".contains(character))
  }
}
