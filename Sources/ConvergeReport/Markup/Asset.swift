internal import ConvergeCore

/// A style sheet or a script of a page, which the page's own policy lets in by its digest.
struct Asset: Sendable, Equatable {
  let text: String

  /// - Parameter text: without `</`, which would end the element around it.
  init(_ text: StaticString) { self.text = "\(text)" }

  /// Several in one.
  init(joining parts: [Asset]) { text = parts.map(\.text).joined(separator: "\n") }

  /// `'sha256-…'`, a source of Content Security Policy (CSP 3, section 2.3.1).
  var source: String { "'sha256-\(base64(Digest(of: text).hexadecimal))'" }
}

/// RFC 4648, section 4, of what hexadecimal digits say.
private func base64(_ hexadecimal: String) -> String {
  let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  let bits = hexadecimal.compactMap(\.hexDigitValue).flatMap { digit in
    [3, 2, 1, 0].map { digit >> $0 & 1 }
  }
  var text = ""
  for start in stride(from: 0, to: bits.count, by: 6) {
    let group = bits[start..<min(start + 6, bits.count)]
    let value = group.reduce(0) { $0 << 1 | $1 } << (6 - group.count)
    text.append(digits[value])
  }
  return text + String(repeating: "=", count: (4 - text.count % 4) % 4)
}
