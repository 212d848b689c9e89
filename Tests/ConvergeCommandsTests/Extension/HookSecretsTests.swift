import Foundation
import Testing

/// Protected settings: read with their certificate, and to be found nowhere.
@Suite struct HookSecretsTests {
  private static let secret = "hunter2-and-more"

  /// Encrypts settings for a certificate that is made for it, in the directory `lib`.
  ///
  /// - Returns: the certificate's thumbprint, and the text of `protectedSettings`.
  private func encrypt(
    _ settings: String, in bench: ExtensionBench
  ) throws -> (thumbprint: String, text: String) {
    try bench.program.write("plain.json", settings)
    let ending = try bench.program.shell(
      """
      set -e
      openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=test -days 2 -keyout key -out cert 2>/dev/null
      thumb=$(openssl x509 -in cert -noout -fingerprint -sha1 | cut -d= -f2 | tr -d :)
      mkdir -p lib; chmod 700 lib; mv cert lib/$thumb.crt; mv key lib/$thumb.prv
      chmod 600 lib/$thumb.prv
      openssl cms -encrypt -outform DER -in plain.json lib/$thumb.crt | base64 -w0 > sealed
      rm plain.json
      printf %s $thumb
      """)
    #expect(ending.status == 0, "\(ending)")
    return (ending.output, try bench.program.read("sealed"))
  }

  @Test func `protected settings are decrypted, run, and are nowhere afterwards`() throws {
    let bench = try ExtensionBench()
    let sealed = try encrypt(
      """
      {"commandToExecute":
        "tr '\\\\0' ' ' < /proc/$$/cmdline; cat /proc/$$/cmdline > @/args; echo \(Self.secret); \
      touch @/began; until test -e @/go; do sleep 0.02; done"}
      """, in: bench)
    try bench.makeHandler()
    try bench.give("1", "{}", protected: #""\#(sealed.text)""#, thumbprint: sealed.thumbprint)
    let running = try bench.startHandler()
    bench.program.wait(for: "began", of: running)
    // Nobody's arguments have it while it runs.
    for process in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
      let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
      #expect(line.range(of: Data(Self.secret.utf8)) == nil, "process \(process)")
    }
    #expect(try bench.files(with: Self.secret, below: "state") == [])
    try bench.program.write("go", "")
    let ending = try running.ending()
    #expect(ending.status == 0, "\(ending)")
    let status = try bench.status("1")
    #expect(status.word == "success")
    #expect(status.message.contains("(sensitive)"), "\(status)")
    #expect(!(ending.output + ending.error).contains(Self.secret))
    for folder in ["state", "lib"] {
      #expect(try bench.files(with: Self.secret, below: folder) == [])
    }
    let again = try bench.enable(arguments: ["--format", "json"])
    #expect(again.status == 0)
    #expect(!again.output.contains(Self.secret))
  }

  @Test func `the same protected settings do not run again, others do`() throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    for (number, value) in [(1, "a"), (2, "a"), (3, "b")] {
      let sealed = try encrypt(#"{"commandToExecute": "echo \#(value) >> @/log"}"#, in: bench)
      try bench.give(
        "\(number)", "{}", protected: #""\#(sealed.text)""#, thumbprint: sealed.thumbprint)
      #expect(try bench.enable().status == 0)
    }
    #expect(try bench.program.read("log") == "a\nb\n")
  }

  @Test func `another certificate, an exposed key or none is refused`() throws {
    let bench = try ExtensionBench()
    let first = try encrypt(#"{"commandToExecute": "touch @/ran"}"#, in: bench)
    let other = try encrypt(#"{"commandToExecute": "touch @/ran"}"#, in: bench)
    try bench.makeHandler()
    let missing = String(repeating: "A", count: 40)
    for (number, thumbprint, reason) in [
      (1, other.thumbprint, "openssl cannot"), (2, missing, "find the certificate"),
    ] {
      try bench.give("\(number)", "{}", protected: #""\#(first.text)""#, thumbprint: thumbprint)
      let ending = try bench.enable()
      #expect(ending.status == 65, "\(ending)")
      #expect(ending.error.contains(reason), "\(ending)")
      #expect(try bench.status("\(number)").code == 20)
    }
    chmod(bench.program.path("lib/\(first.thumbprint).prv"), 0o644)
    try bench.give("3", "{}", protected: #""\#(first.text)""#, thumbprint: first.thumbprint)
    let exposed = try bench.enable()
    #expect(exposed.status == 65)
    #expect(exposed.error.contains("others than its owner can read or write it"), "\(exposed)")
    #expect(!bench.exists("ran"))
  }

  @Test func `what is wrong in protected settings is told without them`() throws {
    let bench = try ExtensionBench()
    let sealed = try encrypt(#"{"\#(Self.secret)": "\#(Self.secret)", "script": "?"}"#, in: bench)
    try bench.makeHandler()
    try bench.give("1", "{}", protected: #""\#(sealed.text)""#, thumbprint: sealed.thumbprint)
    let ending = try bench.enable()
    #expect(ending.status == 65)
    #expect(ending.error.contains("a field that is not known"), "\(ending)")
    #expect(ending.error.contains("'script' must be base64"))
    #expect(!ending.error.contains(Self.secret))
    #expect(!(try bench.statusText("1").contains(Self.secret)))
  }

  @Test func `a user's password is in no argument, and parameters are no shell's words`() throws {
    let bench = try ExtensionBench()
    let ending = try bench.run(
      """
      {"publicSettings": {
        "source": {"script": "cat /proc/*/cmdline 2>/dev/null > @/all; echo \\"$#|$1|$2|$TOKEN\\""},
        "runAsUser": "root",
        "parameters": [{"value": "a b"}, {"value": "$(touch @/injected); x"}]},
       "protectedSettings": {"runAsPassword": "\(Self.secret)",
        "protectedParameters": [{"name": "TOKEN", "value": "token-\(Self.secret)"}]}}
      """)
    #expect(ending.status == 0, "\(ending)")
    let line = "2|a b|$(touch \(bench.program.path("injected"))); x|(sensitive)\n"
    #expect(ending.output.contains(line), "\(ending)")
    #expect(!bench.exists("injected"))
    #expect(ending.error.contains("'runAsPassword' is not needed"))
    let arguments = try Data(contentsOf: URL(filePath: bench.program.path("all")))
    #expect(arguments.range(of: Data(Self.secret.utf8)) == nil)
    #expect(try bench.files(with: Self.secret, below: "state") == [])
  }
}
