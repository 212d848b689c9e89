import Foundation
import Testing

@testable import ConvergeHost

@Suite struct `Secrets in a stream` {
  @Test(arguments: [
    ("no secret at all", ["topsecret"], "no secret at all"),
    ("a topsecret b topsecret", ["topsecret"], "a (sensitive) b (sensitive)"),
    ("topsecretsecret", ["topsecret", "secretsecret"], "(sensitive)"),
    ("abcabcab", ["abc"], "(sensitive)(sensitive)ab"),
    ("aaaaa", ["aa"], "(sensitive)"),
    ("topsecre", ["topsecret"], "topsecre"),
    ("abcd", ["ab", "abcde"], "(sensitive)cd"),
    ("abcde", ["ab", "abcde"], "(sensitive)"),
    ("xabcy", ["abc\n"], "x(sensitive)y"),
    ("one line of it\nb", ["one line of it\r\nshort\n"], "(sensitive)\nb"),
    ("short", ["one line of it\nshort\n"], "short"),
    ("anything", [""], "anything"),
  ])
  func `are replaced, however the stream is cut`(
    text: String, secrets: [String], expected: String
  ) {
    let bytes = Array(text.utf8)
    let secrets = secrets.map { Array($0.utf8) }
    for size in 1...max(1, bytes.count) {
      var mask = SecretMask(secrets)
      var passed: [UInt8] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { passed += mask.pass($0) }
      }
      passed += mask.finish()
      #expect(String(decoding: passed, as: UTF8.self) == expected, "in parts of \(size)")
    }
  }

  @Test func `are replaced as a plain search over the whole would`() {
    var seed = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      let secrets = (0..<3).map { _ in
        (0..<Int.random(in: 1...4, using: &seed)).map { _ in UInt8.random(in: 97...98, using: &seed)
        }
      }
      let text = (0..<40).map { _ in UInt8.random(in: 97...99, using: &seed) }
      var mask = SecretMask(secrets)
      var passed: [UInt8] = []
      var rest = text[...]
      while !rest.isEmpty {
        let part = rest.prefix(Int.random(in: 1...7, using: &seed))
        rest = rest.dropFirst(part.count)
        part.withUnsafeBytes { passed += mask.pass($0) }
      }
      passed += mask.finish()
      #expect(passed == Self.plainly(text, secrets), "\(secrets) in \(text)")
    }
  }

  /// All places that any secret covers, those that overlap under one mark.
  private static func plainly(_ text: [UInt8], _ secrets: [[UInt8]]) -> [UInt8] {
    var ends = [Int](repeating: 0, count: text.count)
    for start in text.indices {
      for secret in secrets where text[start...].starts(with: secret) {
        ends[start] = max(ends[start], start + secret.count)
      }
    }
    var passed: [UInt8] = []
    var covered = 0
    for index in text.indices {
      if ends[index] > index {
        if index >= covered { passed += SecretMask.mark }
        covered = max(covered, ends[index])
      } else if index >= covered {
        passed.append(text[index])
      }
    }
    return passed
  }
}
