/// All files of a module of another host, with the digest that a lock names.
package struct ModuleContent: Sendable, Equatable {
  package static let fileLimit = 10_000
  package static let sizeLimitBytes = 64 << 20
  package static let depthLimit = 32

  package struct File: Sendable, Equatable {
    /// From the module's directory, without `.` and `..`.
    package let path: String
    package let isExecutable: Bool
    package let bytes: [UInt8]

    package init(_ path: String, isExecutable: Bool = false, _ bytes: [UInt8]) {
      self.path = path
      self.isExecutable = isExecutable
      self.bytes = bytes
    }
  }

  /// In the order of their paths' bytes.
  package let files: [File]

  /// Of a listing with a line for each file: `x` where it is executable and `-` where not, a space,
  /// the SHA-256 of its bytes in lower-case hexadecimal digits, two spaces, its path.
  package let digest: Digest

  /// - Parameter files: as they come, each path once.
  /// - Throws: what is wrong with them, as `HostError.because` says it.
  package init(_ files: [File]) throws(Complaint) {
    guard files.count <= Self.fileLimit else { throw Complaint(Message.tooMany) }
    let size = files.reduce(0) { $0 + $1.bytes.count }
    guard size <= Self.sizeLimitBytes else { throw Complaint(Message.tooLarge) }
    for file in files { if let complaint = Self.complaint(about: file.path) { throw complaint } }
    let sorted = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    var listing = ""
    for file in sorted {
      let hash = Digest(of: file.bytes).description.dropFirst("sha256:".count)
      listing += "\(file.isExecutable ? "x" : "-") \(hash)  \(file.path)\n"
    }
    self.files = sorted
    digest = Digest(of: listing)
  }

  package struct Complaint: Error, Equatable, Sendable {
    package let text: String
    package init(_ text: String) { self.text = text }
  }

  /// What is wrong with a path from the module's directory; nil where nothing is.
  package static func complaint(about path: String) -> Complaint? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let shown = path.unicodeScalars.count > 200 ? "\(path.unicodeScalars.prefix(200))…" : path
    if path.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) {
      return Complaint(Message.control)
    }
    if parts.contains(where: { ["", ".", ".."].contains($0) || $0.lowercased() == ".git" }) {
      return Complaint(Message.badName(shown))
    }
    if parts.contains(where: { $0.utf8.count > 255 }) || path.utf8.count > 2_000 {
      return Complaint(Message.longName(shown))
    }
    return parts.count > depthLimit ? Complaint(Message.tooDeep(shown)) : nil
  }
}

private enum Message {
  static let tooMany = "a module has at most 10000 files"
  static let tooLarge = "the files of a module have at most 64 MiB together"
  static let control = "a file's name has a control character in it"
  static func badName(_ path: String) -> String { "'\(path)' is no name for a module's file" }
  static func longName(_ path: String) -> String { "the name '\(path)' is too long" }
  static func tooDeep(_ path: String) -> String { "'\(path)' lies more than 32 directories deep" }
}
