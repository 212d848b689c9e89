internal import ConvergeCore
internal import Glibc

/// What a supervised program tells of its progress, line by line, without secrets and without what
/// plays tricks with a terminal.
struct ProgressLines: ~Copyable {
  /// Of a line, in bytes; what is longer is cut.
  static let lineLimit = 1000
  /// How many lines the file gets; the last ones are remembered all the same.
  static let fileLimit = 10_000
  private static let lastCount = 50

  private var mask: SecretMask
  private let file: Descriptor
  private var line: [UInt8] = []
  private var isCut = false
  private var count = 0
  private(set) var last: [String] = []

  init(to file: consuming Descriptor, secrets: [[UInt8]]) {
    self.file = file
    mask = SecretMask(secrets)
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) { take(mask.pass(bytes)) }

  /// To be called once, at the end; a last line without its end counts, too.
  mutating func finish() {
    take(mask.finish())
    if !line.isEmpty { endLine() }
  }

  /// A line of our own.
  mutating func note(_ text: String) { keep(Self.harmless(text)) }

  private mutating func take(_ bytes: [UInt8]) {
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        endLine()
      } else if line.count < Self.lineLimit {
        line.append(byte)
      } else {
        isCut = true
      }
    }
  }

  private mutating func endLine() {
    let text = String(decoding: line, as: UTF8.self)
    keep(Self.harmless(text) + (isCut ? "…" : ""))
    line.removeAll(keepingCapacity: true)
    isCut = false
  }

  private mutating func keep(_ line: String) {
    guard !line.isEmpty else { return }
    if last.count == Self.lastCount { last.removeFirst() }
    last.append(line)
    count += 1
    guard count <= Self.fileLimit else { return }
    let text = count < Self.fileLimit ? line : Message.more
    // Nothing to do about a full disk: the last lines are in the end.
    try? RegularFile.write(Array((text + "\n").utf8), to: file)
  }

  /// Control characters, and those that turn the direction of writing (UAX 9), are replaced.
  static func harmless(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09: scalars.append(" ")
      case 0x0D where scalar == text.unicodeScalars.last: continue
      case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069:
        scalars.append("\u{FFFD}")
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }
}

private enum Message {
  static let more = "[converge: further lines are not kept]"
}
