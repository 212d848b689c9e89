package import ConvergeCore

/// Reads one YAML document (1.2 core schema, libyaml's syntax) into nodes with places.
///
/// What it refuses is listed in `language.md`, section 2: explicit tags, duplicate keys, keys that
/// are no scalars, a second document, more than 1,000 levels, more than 64 MiB, aliases that
/// expand past 1,000,000 nodes; also more than 2,000,000 nodes, so that memory is bounded. A
/// byte-order mark, CRLF, anchors, aliases and merge keys (`<<`) are accepted. Where the syntax is
/// broken, and after 1,000 problems, reading stops; all else is collected.
package struct YAMLReader: Sendable {
  package static let sizeLimitBytes = 64 << 20
  package static let levelLimit = 1_000
  package static let aliasLimit = 1_000_000
  package static let nodeLimit = 2_000_000
  package static let problemLimit = 1_000

  /// The file as the user named it, for places.
  package let file: String

  package init(file: String) { self.file = file }

  /// The document's root, with everything that is wrong in it.
  ///
  /// The root is nil for a text without content (comments are none), and where reading stopped.
  /// Where `problems` has errors, the root may lack what they are about.
  package func read(_ bytes: [UInt8]) -> (root: Node?, problems: Diagnostics) {
    var problems = Diagnostics()
    guard bytes.count <= Self.sizeLimitBytes else {
      problems.error(Message.tooLarge(bytes.count), at: Place(file: file, line: 1, column: 1))
      return (nil, problems)
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = YAMLText(bytes.starts(with: mark) ? bytes[3...] : bytes[...], file: file)
    if let directive = text.firstTagDirective {
      problems.error(Message.tagDirective, at: directive, hint: Message.tagHint)
      return (nil, problems)
    }
    var builder = NodeBuilder(text: text)
    text.bytes.withUnsafeBufferPointer { buffer in
      var parser = YAMLParser(buffer)
      while builder.isReading {
        switch parser.next() {
        case .event(let event): builder.take(event)
        case .failure(let failure): builder.stop(failure)
        }
      }
    }
    return (builder.root, builder.problems)
  }
}

private enum Message {
  static func tooLarge(_ count: Int) -> String {
    "the text has \(count) bytes; at most \(YAMLReader.sizeLimitBytes) (64 MiB) are read"
  }
  static let tagDirective = "a tag directive has no meaning here"
  static let tagHint = "leave it out: values are typed by the attribute that takes them"
}
