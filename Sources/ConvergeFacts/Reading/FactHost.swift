internal import ConvergeCore

/// A host as facts read it: small files within bounds, and nil where nothing is told.
struct FactHost: Sendable {
  let host: Host
  /// Of converge itself.
  let version: String

  /// The bytes of a file, links followed where only root can have made them; nil where there is
  /// none, it may not be read, or is longer than the limit.
  func bytes(_ path: String, limitBytes: Int = 1 << 20) -> [UInt8]? {
    if let bytes = try? host.files.read(path, limitBytes: limitBytes) { return bytes }
    guard let resolved = try? host.files.resolve(path), resolved != path else { return nil }
    return try? host.files.read(resolved, limitBytes: limitBytes)
  }

  /// Its lines, without what ends them; empty where nothing is told.
  func lines(_ path: String, limitBytes: Int = 1 << 20) -> [String] {
    Self.lines(of: bytes(path, limitBytes: limitBytes) ?? [])
  }

  /// The first line that says something, without space around it.
  func line(_ path: String) -> String? {
    lines(path).lazy.map(trimmed).first { !$0.isEmpty }
  }

  /// The first line as an integer.
  func integer(_ path: String) -> Int64? { line(path).flatMap { Int64($0) } }

  /// The first line as `0` or `1`.
  func flag(_ path: String) -> Bool? { integer(path).map { $0 != 0 } }

  /// The names in a directory, a link to one followed; empty where there is none.
  func names(_ path: String) -> [String] {
    if let names = try? host.files.list(path) { return names }
    guard let resolved = try? host.files.resolve(path), resolved != path else { return [] }
    return (try? host.files.list(resolved)) ?? []
  }

  /// Whether anything is there, a link itself included.
  func exists(_ path: String) -> Bool { (try? host.files.status(path)) ?? nil != nil }

  /// By bytes: as a character, `\r\n` is one.
  static func lines(of bytes: [UInt8]) -> [String] {
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
    }
  }
}

/// Without space around it.
func trimmed(_ text: some StringProtocol) -> String {
  var rest = text[...]
  while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
  while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
  return String(rest)
}

/// The parts between spaces and tabs.
func words(_ line: String) -> [String] {
  line.split { $0 == " " || $0 == "\t" }.map(String.init)
}

/// `name: value`, as /proc has it; nil for a line without a colon.
func pair(_ line: String, separator: Character = ":") -> (name: String, value: String)? {
  guard let place = line.firstIndex(of: separator) else { return nil }
  return (trimmed(line[..<place]), trimmed(line[line.index(after: place)...]))
}

/// The assignments of a file for shells, as os-release(5) and locale.conf(5), values unquoted.
func assignments(_ lines: [String]) -> [String: String] {
  var values: [String: String] = [:]
  for line in lines where !line.hasPrefix("#") {
    guard var (name, value) = pair(line, separator: "="), !name.isEmpty else { continue }
    if name.hasPrefix("export ") { name = trimmed(name.dropFirst(7)) }
    if let quote = value.first, quote == "\"" || quote == "'", value.count > 1, value.last == quote
    {
      value = String(value.dropFirst().dropLast())
    }
    values[name] = value
  }
  return values
}

extension Value {
  /// Null where nothing is told, or where it is empty.
  static func told(_ text: String?) -> Value {
    text.flatMap { $0.isEmpty ? nil : .text($0) } ?? .null
  }

  /// Null where nothing is told.
  static func told(_ number: Int64?) -> Value { number.map(Value.integer) ?? .null }

  /// Null where nothing is told.
  static func told(_ flag: Bool?) -> Value { flag.map(Value.boolean) ?? .null }
}

/// A product of what the host tells; nil where it tells nonsense.
func product(_ number: Int64?, _ factor: Int64) -> Int64? {
  guard let (result, overflows) = number?.multipliedReportingOverflow(by: factor), !overflows else {
    return nil
  }
  return result
}
