package import ConvergeCore

/// What a program said, made fit for a message: the end of it, without secrets.
package struct ProgramOutput {
  private let result: ProcessResult
  private let secrets: SecretParts

  package init(_ result: ProcessResult, hiding secrets: [String]) {
    self.result = result
    self.secrets = SecretParts(secrets)
  }

  /// The last three lines of the errors, or of the output where there are none, in one line of at
  /// most 500 characters; nil where it said nothing.
  package var lastLines: String? {
    for bytes in [result.error, result.output] {
      let text = String(decoding: secrets.hidden(in: bytes), as: UTF8.self)
      let lines = text.split(whereSeparator: \.isNewline).map { line in
        String(line.map { Self.isPrintable($0) ? $0 : " " })
      }.filter { line in line.contains { $0 != " " } }
      guard !lines.isEmpty else { continue }
      let shown = lines.suffix(3).joined(separator: "; ")
      return shown.count > 500 ? "...\(shown.suffix(497))" : shown
    }
    return nil
  }

  /// Control characters could play tricks with a terminal.
  private static func isPrintable(_ character: Character) -> Bool {
    character.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
  }
}
