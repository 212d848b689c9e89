package import ConvergeCore

/// What apt and dpkg said when they failed.
package struct AptComplaint: Sendable {
  private let lines: [String]

  package init(_ result: ProcessResult) {
    lines = [result.output, result.error].flatMap { bytes in
      // Through a terminal of its own, dpkg ends lines with a carriage return too.
      bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        .map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// Why nothing could be resolved, in one line of at most 600 characters.
  package var reason: String {
    if let start = lines.firstIndex(where: { $0.hasSuffix("have unmet dependencies:") }) {
      let block = lines[(start + 1)...].prefix { $0.hasPrefix(" ") }
      if !block.isEmpty { return Self.joined(block.map(Self.squeezed)) }
    }
    if let start = lines.firstIndex(where: { $0.hasSuffix("is a virtual package provided by:") }),
      errors.contains(where: { $0.contains("no installation candidate") })
    {
      let providers = lines[(start + 1)...].prefix { $0.hasPrefix("  ") }
        .compactMap { $0.split(separator: " ").first.map(String.init) }
      return Message.virtual(providers)
    }
    let errors = errors
    return errors.isEmpty ? tail : Self.joined(errors)
  }

  /// What was said of one package: dpkg's error with the line behind it, or apt's.
  package func reason(about name: PackageName) -> String? {
    let marks = ["package \(name) ", "package \(name.name):", "archive ", "package \(name.name) "]
    for (index, line) in lines.enumerated() where line.hasPrefix("dpkg: error processing ") {
      guard marks.contains(where: line.contains), mentions(name, line) else { continue }
      let detail = lines[(index + 1)...].first { $0.hasPrefix(" ") }
      return Self.joined([detail.map(Self.squeezed) ?? line])
    }
    for line in lines where line.hasPrefix("dpkg: dependency problems prevent ") {
      if mentions(name, line) { return Self.joined([String(line.dropFirst("dpkg: ".count))]) }
    }
    return errors.first { mentions(name, $0) }.map { Self.joined([$0]) }
  }

  /// The last lines of all that was said, at most 600 characters.
  package var tail: String {
    let last = lines.suffix(4).map(Self.squeezed)
    return last.isEmpty ? Message.silence : Self.joined(last)
  }

  /// What apt warned of, at most five lines.
  package var warnings: [String] {
    lines.filter { $0.hasPrefix("W: ") }.prefix(5).map { String($0.dropFirst(3)) }
  }

  /// Whether another process has the lock that was wanted.
  package var isLocked: Bool {
    errors.contains { $0.hasPrefix("Could not get lock ") || $0.hasPrefix("Unable to lock ") }
      || lines.contains { $0.hasPrefix("dpkg: error: dpkg ") && $0.contains("lock") }
  }

  /// apt's own errors, less their mark.
  private var errors: [String] {
    lines.filter { $0.hasPrefix("E: ") }.map { String($0.dropFirst(3)) }
  }

  /// Whether the name stands in the line as a word of its own.
  private func mentions(_ name: PackageName, _ line: String) -> Bool {
    line.split { " '\"/=:,_()".contains($0) }.contains { $0 == name.name }
  }

  private static func squeezed(_ line: String) -> String {
    line.split(separator: " ").joined(separator: " ")
  }

  private static func joined(_ lines: [String]) -> String {
    let text = lines.joined(separator: "; ")
    return text.count > 600 ? "\(text.prefix(597))..." : text
  }
}

private enum Message {
  static let silence = "it said nothing"
  static func virtual(_ providers: [String]) -> String {
    "it is a virtual package: name one of \(providers.sorted().joined(separator: ", "))"
  }
}
