/// An image's name in full: registry and path as written, and a tag or a digest.
///
/// `nginx` is `nginx:latest`; `docker.io/library/nginx` and `docker.io/nginx` are `nginx`, as the
/// engine itself shows them.
package struct ImageName: Hashable, Sendable, CustomStringConvertible {
  /// Without tag and digest.
  package let repository: String
  /// nil where there is a digest alone.
  package let tag: String?
  /// `sha256:…`
  package let digest: String?

  /// - Returns: nil for what the engine would refuse (the grammar of distribution's reference).
  package init?(_ text: String) {
    var rest = Substring(text)
    if let at = rest.firstIndex(of: "@") {
      let digest = String(rest[rest.index(after: at)...])
      guard digest.hasPrefix("sha256:"), digest.utf8.count == 71,
        digest.dropFirst(7).allSatisfy({ $0.isHexDigit && !$0.isUppercase })
      else { return nil }
      self.digest = digest
      rest = rest[..<at]
    } else {
      digest = nil
    }
    let lastSlash = rest.lastIndex(of: "/") ?? rest.startIndex
    if let colon = rest[lastSlash...].lastIndex(of: ":") {
      let tag = String(rest[rest.index(after: colon)...])
      guard Self.isTag(tag) else { return nil }
      self.tag = tag
      rest = rest[..<colon]
    } else {
      tag = digest == nil ? "latest" : nil
    }
    for prefix in ["docker.io/library/", "index.docker.io/library/", "docker.io/"]
    where rest.hasPrefix(prefix) {
      rest = rest.dropFirst(prefix.count)
      break
    }
    guard Self.isRepository(rest) else { return nil }
    repository = String(rest)
  }

  package var description: String {
    repository + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
  }

  /// The name under which the engine lists it: a tag beside a digest says nothing.
  package var listed: String { digest.map { "\(repository)@\($0)" } ?? description }

  private static func isTag(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 128
      && text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
  }

  private static func isRepository(_ text: Substring) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return !parts.isEmpty && text.utf8.count <= 255
      && parts.enumerated().allSatisfy { index, part in
        // Only a registry's name may have a port, or capital letters.
        let isRegistry = index == 0 && parts.count > 1
        return !part.isEmpty
          && part.utf8.allSatisfy { byte in
            isWord(byte) && (isRegistry || !isCapital(byte))
              || [UInt8(ascii: "."), UInt8(ascii: "-")].contains(byte)
              || isRegistry && byte == UInt8(ascii: ":")
          }
      }
  }

  private static func isCapital(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
  }
}
