import Foundation
import Testing

extension LabTests {
  /// The agent as systemd runs it, with its manifest from signed bundles.
  @Suite(.onLabHost("bundle"))
  struct AgentBundleTests {
    private let host = LabHost.current

    /// A directory with a key, and bundles that are signed with it.
    private struct Release: ~Copyable {
      let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

      init() throws {
        try FileManager.default.createDirectory(
          at: folder.appending(path: "site"), withIntermediateDirectories: true)
        try run("/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path("key"))
      }

      deinit { try? FileManager.default.removeItem(at: folder) }

      func path(_ name: String) -> String { folder.appending(path: name).path }

      var signers: String {
        get throws {
          "ops@example.org \(try String(contentsOfFile: path("key.pub"), encoding: .utf8))"
        }
      }

      /// A bundle that declares a page of this content; its path.
      func bundle(_ version: Int, page: String) throws -> String {
        try "name: web\nfiles: { /srv/page: { content: \"\(page)\\n\" } }\n"
          .write(toFile: path("site/manifest.yml"), atomically: true, encoding: .utf8)
        let output = path("\(version).bundle")
        try run(
          Lab.program, "bundle", "create", path("site"), "-o", output, "--version", "\(version)",
          "--expires", "90d", "--key", path("key"))
        return output
      }

      private func run(_ program: String, _ arguments: String...) throws {
        let ending = try Lab.run(program, arguments)
        try #require(ending.status == 0, "\(ending.output)\(ending.error)")
      }
    }

    /// Puts a file in the place of the bundle, and has the agent look at it now.
    private func offer(_ bundle: String) throws {
      try host.copy(bundle, to: "/srv/new.bundle")
      try host.shell("mv /srv/new.bundle /srv/web.bundle; systemctl reload converge-agent")
    }

    private func wait(
      for script: String, at location: SourceLocation = #_sourceLocation
    ) throws {
      try host.shell(
        """
        for _ in $(seq 600); do if (\(script)) >/dev/null 2>&1; then exit 0; fi; sleep 0.1; done
        converge agent status; journalctl -u converge-agent -n 30 --no-pager; \(script)
        """, at: location)
    }

    @Test func `a newer bundle is applied at a reload, and an older or a changed one is not`()
      throws
    {
      let release = try Release()
      let (first, second) = (
        try release.bundle(1, page: "one"), try release.bundle(2, page: "two")
      )
      try host.shell("mkdir -p /etc/converge")
      try host.write(try release.signers, to: "/etc/converge/allowed_signers")
      try host.write(
        """
        source: /srv/web.bundle
        signers: /etc/converge/allowed_signers
        interval: 12h
        splay: 0s

        """, to: "/etc/converge/agent.yml")
      try host.copy(first, to: "/srv/web.bundle")
      try host.shell("converge agent install")
      try wait(for: "grep -qx one /srv/page")
      try offer(second)
      try wait(for: "grep -qx two /srv/page")
      #expect(try host.shell("converge agent status | grep -c '^problem' || :") == "0")

      try offer(first)
      try wait(for: "converge agent status | grep '^problem' | grep -q 'version 1'")
      try host.shell("grep -qx two /srv/page")

      var bytes = try Data(contentsOf: URL(filePath: second))
      let place = try #require(bytes.range(of: Data("two".utf8))).lowerBound
      bytes[place] = UInt8(ascii: "x")
      let changed = release.path("changed.bundle")
      try bytes.write(to: URL(filePath: changed))
      try offer(changed)
      try wait(for: "converge agent status | grep '^problem' | grep -qv 'version 1'")
      // What was accepted last is what holds: also for who changes the page, also after a restart.
      try host.shell("systemctl restart converge-agent; echo tampered > /srv/page")
      try wait(for: "grep -qx two /srv/page")
    }
  }
}
