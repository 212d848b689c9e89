internal import ConvergeCore

/// What a file is to be made of.
struct FileContent: Sendable {
  let bytes: [UInt8]
  let isSensitive: Bool
  /// The digest that is compared and remembered, sensitive where the content is.
  let digest: Value

  /// Reads `content` or `source`; nil where neither is written, or a problem was reported.
  init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    let node = declaration.node("content")
    let source = declaration.text("source")
    if node != nil, source != nil {
      problems.error(
        Message.both, at: declaration.place(of: "source"), hint: Message.bothHint,
        related: [.init("the content", at: declaration.place(of: "content"))])
      return nil
    }
    if let scalar = node?.scalar {
      self.init(Array(scalar.text.utf8), isSensitive: scalar.isSensitive)
    } else if let source {
      do throws(HostError) {
        self.init(try declaration.sources.read(source, limitBytes: File.limitBytes))
      } catch {
        problems.error(
          Message.source(source, error), at: declaration.place(of: "source"),
          hint: error.reason == .tooLarge ? Message.limit : Message.relative)
        return nil
      }
    } else {
      return nil
    }
  }

  init(_ bytes: [UInt8], isSensitive: Bool = false) {
    self.bytes = bytes
    self.isSensitive = isSensitive
    digest = Self.digest(of: bytes, isSensitive: isSensitive)
  }

  static func digest(of bytes: [UInt8], isSensitive: Bool) -> Value {
    let text = Value.text(Digest(of: bytes).description)
    return isSensitive ? .sensitive(text) : text
  }
}

private enum Message {
  static let both = "'content' and 'source' exclude each other"
  static let bothHint = "keep one of them"
  static func source(_ path: String, _ error: HostError) -> String {
    "cannot read source '\(path)': \(error.because)"
  }
  static let limit = "a source has at most 64 MiB"
  static let relative = "a path is relative to the manifest that it stands in"
}
