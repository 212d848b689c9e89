import ConvergeCore
import ConvergeHost
import Foundation
import Testing

@Suite struct `Secrets of supervised programs` {
  let stage: SupervisionStage

  init() throws { stage = try SupervisionStage() }

  @Test func `are files for them alone, and gone with them`() async throws {
    var run = stage.run(
      """
      cd $CREDENTIALS_DIRECTORY; stat -c '%a %u %n' . *; cat db; printf %s "$PWD" >&2
      chmod 0700 .; mkdir -p deep/er; ln -s /etc/hostname deep/link; touch .hidden
      """)
    if isRoot { run.user = .init(user: nobody, group: nobody, supplementary: []) }
    run.credentials = ["db": Array("pass\0word".utf8), "key": []]
    let end = try await stage.end(of: run)
    #expect(end.way == .exited(0), "\(end.error.first)")
    let user = isRoot ? nobody : geteuid()
    #expect(
      end.output.first == "500 \(user) .\n400 \(user) db\n400 \(user) key\npass\0word")
    #expect(end.error.first.hasPrefix(stage.privateBase))
    #expect(access(end.error.first, F_OK) != 0)
    #expect(stage.leftPrivate.isEmpty)
    #expect(access("/etc/hostname", F_OK) == 0)
  }

  @Test func `are in nobody's arguments or environment but the program's own`() async throws {
    let ready = stage.scratch("ready")
    var run = stage.run("echo > \(ready); while test -e \(ready); do sleep 0.01; done")
    run.environment["TOKEN"] = "of-the-environment"
    run.credentials = ["db": Array("of-the-credentials".utf8)]
    run.secrets = [Array("of-the-environment".utf8), Array("of-the-credentials".utf8)]
    let start = try await stage.supervision.start(run)
    try await stage.wait(for: ready)
    for name in ["cmdline", "environ"] {
      let content = try Data(contentsOf: URL(filePath: "/proc/\(start.process)/\(name)"))
      #expect(!String(decoding: content, as: UTF8.self).contains("of-the"), "\(name)")
    }
    for name in try stage.names(in: run) {
      #expect(try !stage.text(name, of: run).contains("of-the"), "\(name)")
    }
    unlink(ready)
    _ = try await stage.supervision.wait(
      for: start, in: run.directory, progress: { _ in }, goesOn: { true })
  }

  @Test(.enabled(if: isRoot)) func `are not placed where somebody else may move them`()
    async throws
  {
    let cases: [(Scratch) throws -> Void] = [
      { scratch in
        scratch.directory("private", mode: 0o777)
      },
      { scratch in
        scratch.directory("private")
        chown(scratch("private"), nobody, nobody)
      },
      { scratch in
        scratch.directory("private")
        scratch.directory("elsewhere", mode: 0o777)
        scratch.link("private/hooks", to: scratch("elsewhere"))
      },
    ]
    for prepare in cases {
      let stage = try SupervisionStage()
      try prepare(stage.scratch)
      var run = stage.run("exit 0")
      run.credentials = ["db": Array("x".utf8)]
      await #expect(throws: HostError.self) { try await stage.supervision.start(run) }
      #expect(try stage.names(in: run).contains("started") == false)
    }
  }
}
