internal import ConvergeCore

/// What a file is to be made of.
struct FileContent: Sendable {
  let bytes: [UInt8]
  let isSensitive: Bool
  /// The digest that is compared and remembered, sensitive where the content is.
  let digest: Value

  /// Reads `content`, `source` or `template`; nil where none is written, or a problem was reported.
  init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    let written = ["content", "source", "template"].filter { declaration.node($0) != nil }
    if written.count > 1 {
      problems.error(
        Message.both(written[0], written[1]), at: declaration.place(of: written[1]),
        hint: Message.bothHint,
        related: [.init("the \(written[0])", at: declaration.place(of: written[0]))])
      return nil
    }
    if declaration.node("vars") != nil, declaration.node("template") == nil {
      problems.error(
        Message.varsAlone, at: declaration.place(of: "vars"), hint: Message.varsHint)
      return nil
    }
    let source = declaration.text("source")
    // A template has been rendered by now.
    let node = declaration.node("content") ?? declaration.node("template")
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
  static func both(_ first: String, _ second: String) -> String {
    "'\(first)' and '\(second)' exclude each other"
  }
  static let varsAlone = "'vars' without 'template' means nothing"
  static let varsHint = "name a template, or leave 'vars' out"
  static let bothHint = "keep one of them"
  static func source(_ path: String, _ error: HostError) -> String {
    "cannot read source '\(path)': \(error.because)"
  }
  static let limit = "a source has at most 64 MiB"
  static let relative = "a path is relative to the manifest that it stands in"
}
