import Foundation
import Testing

@testable import ConvergeHost

@Suite struct `Secrets that a program encodes` {
  private static let secret = #"p@ss w/rd+'"ü"#

  private func masked(_ text: String, _ secrets: [String]) -> String {
    String(
      decoding: SecretMask.masked(Array(text.utf8), secrets.map { Array($0.utf8) }),
      as: UTF8.self)
  }

  /// What a tool makes of the secret in `$SECRET`.
  private func output(of script: String, _ secret: String) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script]
    process.environment = ["SECRET": secret, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  @Test(arguments: [
    (#"printf %s "$SECRET" | base64"#, "(sensitive)\n"),
    (#"echo "$SECRET" | base64"#, "(sensitive)\n"),
    (#"printf %s "$SECRET" | od -An -v -tx1 | tr -d ' \n'"#, "(sensitive)"),
    (#"printf %s "$SECRET" | od -An -v -tx1 | tr -d ' \n' | tr a-f A-F"#, "(sensitive)"),
    (
      #"python3 -c 'import os,urllib.parse as u; print(u.quote(os.environ["SECRET"]))'"#,
      "(sensitive)\n"
    ),
    (
      #"python3 -c 'import os,urllib.parse as u; print(u.quote(os.environ["SECRET"], safe=""))'"#,
      "(sensitive)\n"
    ),
    (
      #"python3 -c 'import os,urllib.parse as u; print(u.quote_plus(os.environ["SECRET"]))'"#,
      "(sensitive)\n"
    ),
    (
      #"python3 -c 'import os,json; print(json.dumps({"a": os.environ["SECRET"]}))'"#,
      #"{"a": "(sensitive)"}"# + "\n"
    ),
    (
      #"""
      python3 -c 'import os,json; print(json.dumps({"a": os.environ["SECRET"]}, ensure_ascii=False))'
      """#, #"{"a": "(sensitive)"}"# + "\n"
    ),
    (
      #"python3 -c 'import os,base64; print(base64.urlsafe_b64encode(os.environ["SECRET"].encode()).decode())'"#,
      "(sensitive)\n"
    ),
  ])
  func `are replaced as real tools write them`(script: String, expected: String) throws {
    #expect(masked(try output(of: script, Self.secret), [Self.secret]) == expected)
  }

  @Test(arguments: 0..<12, [6, 7, 8, 31])
  func `are found in base64 wherever they stand in what is encoded`(before: Int, length: Int) {
    let secret = String("Zx9?Kq7~Lm3>Wp5<Tn1!Bv8@Rc2#Hd6".prefix(length))
    for after in ["", "a", "bc", "def"] {
      let head = String(repeating: "h", count: before)
      let text = Data((head + secret + after).utf8).base64EncodedString()
      let shown = masked(text, [secret])
      #expect(shown.contains("(sensitive)"), "\(text)")
      // What is left says nothing but what stands beside it, and six bits at each end.
      let left = shown.split(separator: "(sensitive)", omittingEmptySubsequences: false)
      #expect(left.count == 2)
      #expect(left[0].count <= (before * 8 + 5) / 6)
      #expect(left[1].count <= (after.utf8.count * 8 + 5) / 6 + 3, "\(shown)")
    }
  }

  @Test(arguments: ["base64", "openssl base64", "xxd -p", "base64 -w0"])
  func `are found in lines as tools break them`(tool: String) throws {
    let secret = String(
      (0..<400).map { _ in "abcdefghijkmnpqrstuvwxyz23456789".randomElement() ?? "a" })
    let text = try output(of: #"printf %s "$SECRET" | \#(tool)"#, secret)
    try #require(!text.isEmpty || tool.hasPrefix("xxd"))
    let left = masked(text, [secret]).replacing("(sensitive)", with: "").filter { $0 != "\n" }
    // The last line has what is left, and may be too short to tell it from anything else.
    #expect(left.count < 6, "\(left)")
  }

  @Test func `that are short do not blacken what has nothing to do with them`() {
    #expect(masked("YWJj 616263 abc", ["abc"]) == "YWJj 616263 (sensitive)")
  }

  @Test func `cost no more than a bound, however long they are`() {
    let line = { (_: Int) in String(UInt64.random(in: 1 << 60...UInt64.max), radix: 36) }
    let secrets = Set((0..<40_000).map { Array(line($0).utf8) } + [Array("hunter2-and-more".utf8)])
    let forms = SecretForms.of(secrets)
    #expect(forms.reduce(0) { $0 + $1.count } <= SecretForms.limitBytes)
    #expect(!forms.isEmpty)
    let long = [UInt8](repeating: 120, count: 1 << 20)
    #expect(SecretForms.of([long, Array("hunter2-and-more".utf8)]).count > 10, "the short one's")
  }
}
