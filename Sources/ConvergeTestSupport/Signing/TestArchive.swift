internal import ConvergeBundle
internal import ConvergeCore

/// A bundle of anything: its header signed as it stands, its members good or bad. It is written by
/// what POSIX says of ustar, and not by what writes bundles.
package struct TestArchive: Sendable {
  /// A member of any type and mode, that may say another size than it has.
  package struct Member: Sendable {
    package var path: String
    package var type: Character
    package var mode: Int
    package var content: [UInt8]
    package var size: Int?
    package var target: String

    package init(
      _ path: String, _ content: String = "", type: Character = "0", mode: Int = 0o644,
      size: Int? = nil, target: String = ""
    ) {
      self.path = path
      self.type = type
      self.mode = mode
      self.content = Array(content.utf8)
      self.size = size
      self.target = target
    }

    /// The block and the content, filled up to whole blocks.
    package var bytes: [UInt8] {
      var block = [UInt8](repeating: 0, count: 512)
      func put(_ text: String, at place: Int) {
        for (index, byte) in text.utf8.enumerated() { block[place + index] = byte }
      }
      func octal(_ number: Int, _ digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
      }
      var (prefix, name) = ("", path)
      while name.utf8.count > 100, let slash = name.firstIndex(of: "/") {
        prefix += (prefix.isEmpty ? "" : "/") + name[..<slash]
        name = String(name[name.index(after: slash)...])
      }
      put(name, at: 0)
      put(prefix, at: 345)
      put(octal(mode, 7), at: 100)
      for place in [108, 116, 329, 337] { put("0000000", at: place) }
      put(octal(size ?? content.count, 11), at: 124)
      put("00000000000", at: 136)
      put(String(type), at: 156)
      put(target, at: 157)
      put("ustar\u{0}00", at: 257)
      put("        ", at: 148)
      put(octal(block.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
      let rest = (512 - content.count % 512) % 512
      return block + content + [UInt8](repeating: 0, count: rest)
    }
  }

  package var header: [UInt8]
  package var members: [Member]
  package var end = [UInt8](repeating: 0, count: 1024)

  /// A good one, of version 7, with a manifest and a script.
  package init() throws {
    let files = [
      ModuleContent.File("manifest.yml", Array("name: web\n".utf8)),
      ModuleContent.File("run.sh", isExecutable: true, Array("true\n".utf8)),
    ]
    header = try BundleDraft(
      try ModuleContent(files), name: "web", version: 7, created: BundleTime(seconds: 0),
      expires: BundleTime(seconds: 2_000_000_000)
    ).text
    members = [
      Member("files/manifest.yml", "name: web\n"), Member("files/run.sh", "true\n", mode: 0o755),
    ]
  }

  /// Signed by somebody, whatever is in it.
  package func bytes(
    _ signer: TestSigner, for namespace: String = "converge-bundle"
  ) throws -> [UInt8] {
    let text = String(decoding: header, as: UTF8.self)
    let front = [
      Member("header.json", text),
      Member("header.json.sig", try signer.sign(header, for: namespace)),
    ]
    return (front + members).flatMap(\.bytes) + end
  }

  /// With another text of the header.
  package func saying(_ old: String, _ new: String) -> TestArchive {
    var copy = self
    copy.header = Array(String(decoding: header, as: UTF8.self).replacing(old, with: new).utf8)
    return copy
  }

  /// With one more member.
  package func adding(_ member: Member) -> TestArchive {
    var copy = self
    copy.members.append(member)
    return copy
  }
}
