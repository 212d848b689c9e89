import ConvergeTestSupport
import Foundation
import Testing

/// What a host, or the platform's agent, lets run: what is not allowed does not, and its status says
/// whether the content is meant (80) or a signature is missing (81).
@Suite struct HookPolicyTests {
  private static let script = "#!/bin/sh\necho ran >> "

  /// A host's own policy that asks for signatures.
  private static let signatures = """
    scripts: { require_signature: true }
    signers: @/signers
    """

  private func digest(_ text: String, in bench: ExtensionBench) throws -> String {
    try bench.program.write("digested", text)
    return String(try bench.program.shell("sha256sum digested").output.prefix(64))
  }

  private func bench() throws -> ExtensionBench {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    let made = try bench.program.shell(
      """
      set -e; ssh-keygen -q -t ed25519 -N '' -f key
      echo "alice $(cut -d' ' -f1,2 key.pub)" > signers
      """)
    #expect(made.status == 0, "\(made)")
    return bench
  }

  @Test func `what has no signature is told from content that is not allowed`() throws {
    let bench = try bench()
    let command = "touch \(bench.program.path("ran"))"
    let other = String(repeating: "ab", count: 32)
    let own = try digest(command, in: bench)
    try bench.give("1", #"{"commandToExecute": "touch @/ran"}"#)
    for (policy, code, words) in [
      (Self.signatures, 81, "asks for a signature"),
      ("scripts: { allowed: [\(other)] }\n", 80, "does not allow"),
      (
        Self.signatures.replacing("true }", with: "true, allowed: [\(other)] }"), 80,
        "does not allow"
      ),
      (
        Self.signatures.replacing("true }", with: "true, allowed: [\(own)] }"), 81,
        "asks for a signature"
      ),
    ] {
      try bench.program.write("agent.yml", policy)
      let ending = try bench.enable(arguments: ["--config", bench.program.path("agent.yml")])
      #expect(ending.status == 4, "\(ending)")
      let status = try bench.status("1")
      #expect(status.code == code, "\(policy): \(status)")
      #expect(status.message.contains(words), "\(status)")
      #expect(!bench.exists("ran"))
    }
    // It stayed owed all the time.
    try bench.program.write("agent.yml", "scripts: { allowed: [\(own)] }\n")
    #expect(
      try bench.enable(arguments: ["--config", bench.program.path("agent.yml")]).status == 0)
    #expect(bench.exists("ran"))
  }

  @Test func `a file without a signature is 81, too`() throws {
    let server = try FileServer()
    defer { server.stop() }
    try server.program.write("a.sh", "#!/bin/sh\ntouch ran\n")
    let bench = try bench()
    try bench.program.write("agent.yml", Self.signatures)
    try bench.give(
      "1",
      #"{"commandToExecute": "./a.sh", "fileUris": ["http://127.0.0.1:\#(server.port)/a.sh"]}"#)
    let ending = try bench.enable(arguments: ["--config", bench.program.path("agent.yml")])
    #expect(ending.status == 4, "\(ending)")
    #expect(try bench.status("1").code == 81)
  }

  // MARK: The policy of the platform's agent

  @Test func `the platform's list of digests is followed`() throws {
    let bench = try bench()
    let own = try digest("touch \(bench.program.path("ran"))", in: bench)
    let other = String(repeating: "ab", count: 32)
    try bench.give("1", #"{"commandToExecute": "touch @/ran"}"#)
    for (policy, status, code) in [
      (#"{"allowedScripts": []}"#, Int32(4), 80),
      (#"{"allowedScripts": ["\#(other)"]}"#, 4, 80),
      (#"{"requireSigning": true, "fileRootCertCA": "a certificate"}"#, 4, 81),
      (#"{"requireSigning": false, "allowedScripts": ["\#(own.uppercased())"]}"#, 0, 0),
    ] {
      try bench.give(policy: policy)
      let ending = try bench.enable()
      #expect(ending.status == status, "\(policy): \(ending)")
      #expect(try bench.status("1").code == code, "\(policy)")
      #expect(bench.exists("ran") == (code == 0))
    }
  }

  @Test func `it narrows what the host allows, and widens nothing`() throws {
    let bench = try bench()
    let own = try digest("touch \(bench.program.path("ran"))", in: bench)
    let other = String(repeating: "ab", count: 32)
    try bench.give("1", #"{"commandToExecute": "touch @/ran"}"#)
    for (host, platform) in [(own, other), (other, own)] {
      try bench.program.write("agent.yml", "scripts: { allowed: [\(host)] }\n")
      try bench.give(policy: #"{"allowedScripts": ["\#(platform)"]}"#)
      let ending = try bench.enable(arguments: ["--config", bench.program.path("agent.yml")])
      #expect(ending.status == 4, "\(ending)")
      #expect(try bench.status("1").code == 80)
    }
    #expect(!bench.exists("ran"))
  }

  @Test(arguments: [
    "", "[]", #"{"allowedScripts": "x"}"#, #"{"allowedScripts": ["x"]}"#,
    #"{"requireSigning": "yes"}"#, #"{"AllowedCommandToExecute": []}"#, #"{"fileRootCertCA": 5}"#,
  ])
  func `one that cannot be followed lets nothing run`(policy: String) throws {
    let bench = try bench()
    try bench.give("1", #"{"commandToExecute": "touch @/ran"}"#)
    try bench.give(policy: policy)
    let ending = try bench.enable()
    #expect(ending.status == 78, "\(ending)")
    #expect(ending.error.contains("waagent_runtime_policy.json"), "\(ending)")
    #expect(try bench.status("1").code == 80)
    #expect(!bench.exists("ran"))
  }
}
