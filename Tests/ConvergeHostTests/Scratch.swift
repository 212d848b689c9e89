import ConvergeCore
import Foundation

/// A directory of a test's own, removed with the value.
final class Scratch: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/converge-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of something in it.
  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ name: String, _ text: String, mode: Int = 0o644) throws {
    try text.write(toFile: self(name), atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: self(name))
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: self(name), encoding: .utf8)
  }

  func directory(_ name: String, mode: mode_t = 0o755) {
    mkdir(self(name), mode)
    chmod(self(name), mode)
  }

  func link(_ name: String, to target: String) { symlink(target, self(name)) }

  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}

let isRoot = geteuid() == 0

/// The account that nothing belongs to.
let nobody: uid_t = 65534

extension Candidate {
  init(_ text: String, mode: UInt16 = 0o644, likeness: String? = nil) {
    self.init(
      content: Array(text.utf8), mode: mode, owner: FileOwner(user: nil, group: nil),
      likeness: likeness)
  }
}
