/// Replaces secrets by `(sensitive)` in a stream, also where one comes in several parts.
///
/// Of a secret with several lines each line counts by itself, too, if it has at least eight bytes:
/// programs print lines. The line's end at the end of a secret is none of it. What programs make of
/// a secret by usual encodings counts as well (`SecretForms`). Where secrets overlap, all that any of
/// them covers is replaced by one mark.
struct SecretMask {
  static let mark = Array("(sensitive)".utf8)
  private static let shortestLine = 8

  /// By their first byte; longest first.
  private let secrets: [[[UInt8]]]
  /// By a byte, and by two: whether any secret begins with them. Most of a text is passed over by
  /// these alone, however many forms there are to look for.
  private let begins: [Bool]
  /// Where in that those by a byte begin.
  private static let byOne = 1 << 16
  private let longest: Int
  /// What may be the beginning of a secret, and so cannot be given out yet.
  private var pending: [UInt8] = []
  /// How many bytes of `pending` are replaced already, and stay since a secret may begin in them.
  private var covered = 0

  init(_ secrets: [[UInt8]]) {
    let whole = secrets.map(Self.trimmed)
    let lines = whole.flatMap { $0.split(separator: UInt8(ascii: "\n")) }
      .map { Self.trimmed(Array($0)) }.filter { $0.count >= Self.shortestLine }
    let plain = Set(whole + lines).filter { !$0.isEmpty }
    let all = plain.union(SecretForms.of(plain))
    var byFirst = [[[UInt8]]](repeating: [], count: 256)
    var begins = [Bool](repeating: false, count: Self.byOne + 256)
    for secret in all {
      let first = Int(secret[0])
      byFirst[first].append(secret)
      begins[Self.byOne + first] = true
      let seconds = secret.count > 1 ? Int(secret[1])..<Int(secret[1]) + 1 : 0..<256
      for second in seconds { begins[first << 8 | second] = true }
    }
    self.secrets = byFirst.map { $0.sorted { $0.count > $1.count } }
    self.begins = begins
    longest = all.map(\.count).max() ?? 0
  }

  /// What can be given out once `bytes` have come.
  mutating func pass(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    guard longest > 0 else { return Array(bytes) }
    pending.append(contentsOf: bytes)
    return passPending(isAll: false)
  }

  /// What is left when nothing more comes.
  mutating func finish() -> [UInt8] { passPending(isAll: true) }

  /// A text by itself.
  static func masked(_ bytes: [UInt8], _ secrets: [[UInt8]]) -> [UInt8] {
    var mask = SecretMask(secrets)
    return bytes.withUnsafeBytes { mask.pass($0) } + mask.finish()
  }

  private static func trimmed(_ secret: [UInt8]) -> [UInt8] {
    let end = secret.lastIndex { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    return end.map { Array(secret[...$0]) } ?? []
  }

  private mutating func passPending(isAll: Bool) -> [UInt8] {
    var passed: [UInt8] = []
    passed.reserveCapacity(pending.count)
    var covered = covered
    var held = pending.count
    pending.withUnsafeBufferPointer { text in
      begins.withUnsafeBufferPointer { begins in
        var plain = covered
        var index = 0
        while index < text.count {
          let first = Int(text[index])
          guard begins[Self.byOne + first],
            index + 1 == text.count || begins[first << 8 | Int(text[index + 1])]
          else {
            index += 1
            continue
          }
          let rest = UnsafeBufferPointer(rebasing: text[index...])
          if !isAll, rest.count < longest, mayBegin(rest) {
            held = index
            break
          }
          if let length = length(at: rest) {
            if index >= covered {
              passed.append(contentsOf: text[plain..<index])
              passed.append(contentsOf: Self.mark)
            }
            covered = max(covered, index + length)
            plain = covered
          }
          index += 1
        }
        if plain < held { passed.append(contentsOf: text[plain..<held]) }
      }
    }
    pending.removeFirst(held)
    self.covered = max(0, covered - held)
    return passed
  }

  /// Whether a secret that is longer than `rest` begins with all of it.
  private func mayBegin(_ rest: UnsafeBufferPointer<UInt8>) -> Bool {
    for secret in secrets[Int(rest[0])] {
      if secret.count <= rest.count { return false }
      if secret.starts(with: rest) { return true }
    }
    return false
  }

  /// Of the longest secret that stands at the beginning of `rest`.
  private func length(at rest: UnsafeBufferPointer<UInt8>) -> Int? {
    secrets[Int(rest[0])].first { $0.count <= rest.count && rest.starts(with: $0) }?.count
  }
}
