import ConvergeCore
import Foundation
import Testing

/// Modules of other hosts, fetched over HTTPS with git.
@Suite struct RemoteModuleTests {
  private static let files = [
    "motd/module.yml": """
    parameters: { text: { type: string } }
    modules:
      leaf: { source: ./leaf }
      common: { source: ../common }
    files:
      "${{ env('OUT') }}/motd": { template: templates/motd.j2 }
    outputs: { name: "${{ manifest.name }}" }

    """,
    "motd/templates/motd.j2": "{{ parameters.text }} of {{ manifest.name }}\n",
    "motd/leaf/module.yml": "files: { \"${{ env('OUT') }}/leaf\": { source: text } }\n",
    "motd/leaf/text": "a leaf\n",
    "motd/run": "#!/bin/sh\n",
    "common/module.yml": """
    modules: { other: { source: "git+https://HOST/smart/other?ref=v2" } }

    """,
    "empty/README.md": "no module\n",
  ]

  /// Two repositories, and a manifest that uses the one, which uses the other.
  private func host(ref: String = "v1") throws -> GitHost {
    let host = try GitHost()
    try host.commit(
      ["module.yml": "files: { \"${{ env('OUT') }}/other\": { content: other } }\n"], to: "other",
      "git tag v2")
    try host.commit(Self.files, to: "modules", "chmod +x motd/run; git commit -qam x; git tag v1")
    try write(host, "motd", ref)
    return host
  }

  private func write(_ host: GitHost, _ directory: String, _ ref: String) throws {
    let source = host.source("modules//\(directory)?ref=\(ref)")
    try host.program.write(
      "m.yml",
      """
      name: remote
      modules: { hello: { source: "\(source)", with: { text: Hello } } }
      directories: { "${{ env('OUT') }}": }

      """)
  }

  private func out(_ host: GitHost) -> [String: String] { ["OUT": host.program.path("out")] }

  @Test func `what a manifest uses is fetched and locked, and then used without any host`() throws {
    let host = try host()
    let before = try host.converge("validate m.yml", environment: out(host))
    #expect(before.status == 65)
    #expect(before.error.contains("is not locked in converge.lock"))
    #expect(before.error.contains("m.yml:2:29"))
    #expect(before.error.contains("run 'converge module fetch m.yml'"))

    let fetched = try host.converge("module fetch m.yml", environment: out(host))
    #expect(fetched.status == 0, "\(fetched)")
    #expect(fetched.error == "")
    #expect(fetched.output.hasSuffix("converge.lock is written\n"))
    #expect(host.stored.count == 3)
    let lock = try host.program.read("converge.lock")
    let again = try host.converge("module fetch m.yml --frozen", environment: out(host))
    #expect(again.output.split(separator: "\n").count == 3)
    #expect(again.output.split(separator: "\n").allSatisfy { $0.hasSuffix("  kept") })
    #expect(try host.program.read("converge.lock") == lock)

    host.stop()
    var nothing = out(host)
    nothing["PATH"] = "/usr/bin/nothing"
    #expect(try host.converge("validate m.yml", environment: nothing).status == 0)
    #expect(try host.converge("apply m.yml", environment: nothing).status == 0)
    #expect(try host.program.read("out/motd") == "Hello of motd\n")
    #expect(try host.program.read("out/leaf") == "a leaf\n")
    #expect(try host.program.read("out/other") == "other")
    let plan = try host.converge("plan m.yml", environment: nothing)
    #expect(plan.status == 0, "\(plan)")
    let list = try host.converge("module list m.yml", environment: nothing)
    #expect(list.status == 0)
    let states = list.output.split(separator: "\n").map { $0.split(separator: " ").suffix(1) }
    #expect(states.filter { $0 == ["fetched"] }.count == 3)
    #expect(try host.program.read("converge.lock") == lock)
  }

  @Test func `a lock says commits and digests that anybody can work out`() throws {
    let host = try host()
    let commit = try host.program.shell("git -C repositories/modules rev-parse v1").output
    #expect(try host.converge("module lock m.yml", environment: out(host)).status == 0)
    let lock = try host.program.read("converge.lock")
    #expect(lock.contains("    commit: \(commit)"))
    let digest = try host.program.shell(
      """
      cd work/modules/motd
      find . -type f -printf '%P\\n' | LC_ALL=C sort | while read -r path; do
        if [ -x "$path" ]; then printf 'x '; else printf -- '- '; fi; sha256sum "$path"
      done | sha256sum | cut -d ' ' -f 1
      """
    ).output
    #expect(lock.contains("      motd: sha256:\(digest)"), "\(lock)")
    let modes = try host.program.shell(
      "find \(host.program.state)/modules \\( -perm /077 -o -name '.new*' \\) -print")
    #expect(modes.output == "")
    #expect(
      try host.program.shell("find state/modules -name run -perm 0700 | wc -l").output == "1\n")
  }

  @Test func `a tag that has moved changes nothing until it is asked for`() throws {
    let host = try host()
    _ = try host.converge("module fetch m.yml", environment: out(host))
    let lock = try host.program.read("converge.lock")
    let old = try host.program.shell("git -C repositories/modules rev-parse v1").output.prefix(12)
    let new = try host.commit(
      ["motd/templates/motd.j2": "new\n"], to: "modules", "git tag -f v1 2>&1"
    ).prefix(12)
    #expect(old != new)
    for verb in ["fetch m.yml", "lock m.yml"] {
      #expect(try host.converge("module \(verb)", environment: out(host)).status == 0)
      #expect(try host.program.read("converge.lock") == lock)
    }
    // Fetched anew, it is still what is locked.
    try FileManager.default.removeItem(atPath: "\(host.program.state)/modules")
    #expect(try host.converge("module fetch m.yml", environment: out(host)).status == 0)
    #expect(try host.converge("validate m.yml", environment: out(host)).status == 0)
    #expect(try host.program.read("converge.lock") == lock)

    let wrong = try host.converge("module lock m.yml --update helo", environment: out(host))
    #expect(wrong.status == 64)
    #expect(wrong.error.contains("did you mean 'hello'?"))
    #expect(try host.converge("module lock m.yml hello", environment: out(host)).status == 64)
    let other = try host.converge(
      "module lock m.yml --update hello/common/other", environment: out(host))
    #expect(other.status == 0)
    #expect(try host.program.read("converge.lock") == lock)
    let updated = try host.converge(
      "module lock m.yml --update hello --format json", environment: out(host))
    let value = try Value(json: Array(updated.output.utf8))
    let first = value["modules"]?.list?.first { $0["directory"] == "motd" }
    #expect(first?["result"] == "updated")
    #expect(first?["commit"]?.text?.hasPrefix(new) == true)
    #expect(first?["earlier_commit"]?.text?.hasPrefix(old) == true)
    #expect(value["lock"]?["written"] == .boolean(true))
    _ = try host.converge("apply m.yml", environment: out(host))
    #expect(try host.program.read("out/motd") == "new\n")
  }

  @Test func `what was changed in the store is told, listed, and fetched again`() throws {
    let host = try host()
    _ = try host.converge("module fetch m.yml", environment: out(host))
    for change in [
      "echo more >> $(find state -name motd.j2)", "rm $(find state -name text)",
      "chmod +x $(find state -name text)", "ln -sf /etc/passwd $(find state -name text)",
      "touch $(dirname $(find state -name run))/new", "mkfifo $(dirname $(find state -name run))/p",
      "sed -i s/commit/commit\\ 0/ $(dirname $(dirname $(find state -name run)))/origin",
      "rm $(dirname $(dirname $(find state -name run)))/origin",
    ] {
      #expect(try host.program.shell(change).status == 0)
      let ending = try host.converge("validate m.yml", environment: out(host))
      #expect(ending.status == 65, "\(change): \(ending)")
      #expect(ending.error.contains("m.yml:2:29"), "\(ending.error)")
      #expect(ending.error.contains("converge.lock:"), "\(ending.error)")
      #expect(ending.error.contains("run 'converge module fetch m.yml'"), "\(ending.error)")
      let list = try host.converge("module list m.yml", environment: out(host))
      #expect(list.status == 4)
      #expect(list.output.contains(" changed\n"), "\(change): \(list)")
      let fetched = try host.converge("module fetch m.yml --frozen", environment: out(host))
      #expect(fetched.status == 0, "\(change): \(fetched)")
      #expect(try host.converge("validate m.yml", environment: out(host)).status == 0)
    }
    _ = try host.program.shell("chmod o+w state/modules")
    let open = try host.converge("validate m.yml", environment: out(host))
    #expect(open.error.contains("others own it, or can write it"), "\(open)")
  }

  @Test func `content that is not as it is locked is not taken, and both digests are told`() throws
  {
    let host = try host()
    _ = try host.converge("module fetch m.yml", environment: out(host))
    let lock = try host.program.read("converge.lock")
    let zeros = String(repeating: "0", count: 64)
    let wrong = lock.replacing(/motd: sha256:[0-9a-f]+/, with: "motd: sha256:\(zeros)")
    try host.program.write("converge.lock", wrong)
    let kept = try host.converge("validate m.yml", environment: out(host))
    #expect(kept.status == 65)
    #expect(kept.error.contains("locked is sha256:\(zeros)"))
    let fetched = try host.converge("module fetch m.yml", environment: out(host))
    #expect(fetched.status == 65)
    let digest = try #require(lock.firstMatch(of: /motd: (sha256:[0-9a-f]+)/)?.1)
    #expect(fetched.error.contains("it is \(digest), locked is sha256:\(zeros)"), "\(fetched)")
    #expect(try host.program.read("converge.lock") == wrong)
    // A commit that the repository does not have.
    try host.program.write(
      "converge.lock", lock.replacing(/commit: [0-9a-f']+/, with: "commit: \(zeros.prefix(39))a"))
    let gone = try host.converge("module fetch m.yml", environment: out(host))
    #expect(gone.status == 65, "\(gone)")
    #expect(gone.error.contains("cannot fetch the commit \(zeros.prefix(39))a"), "\(gone.error)")
  }

  @Test func `with --frozen nothing is locked that was not`() throws {
    let host = try host()
    let frozen = try host.converge("module fetch m.yml --frozen", environment: out(host))
    #expect(frozen.status == 65)
    #expect(frozen.error.contains("with --frozen converge.lock is not to be changed"))
    #expect(!FileManager.default.fileExists(atPath: host.program.path("converge.lock")))
    #expect(host.stored == [])
  }

  @Test func `a lock keeps what others of its directory use, and is pruned when asked`() throws {
    let host = try host()
    _ = try host.converge("module fetch m.yml", environment: out(host))
    let lock = try host.program.read("converge.lock")
    try host.program.write("none.yml", "files: {}\n")
    #expect(
      try host.converge("module lock none.yml").output == "it uses no modules of other hosts\n")
    #expect(try host.converge("module fetch none.yml").output.split(separator: "\n").count == 3)
    #expect(try host.program.read("converge.lock") == lock)
    #expect(try host.converge("module lock m.yml --prune", environment: out(host)).status == 0)
    #expect(try host.program.read("converge.lock") == lock)
    #expect(try host.converge("module lock none.yml --prune").status == 0)
    #expect(try host.program.read("converge.lock").hasSuffix("repositories: []\n"))
  }

  @Test func `what a fetch does not need to know may be missing`() throws {
    let host = try host()
    let source = host.source("modules//motd?ref=v1")
    try host.program.write(
      "m.yml",
      """
      parameters: { text: { type: string } }
      modules: { hello: { source: "\(source)", with: { text: "${{ parameters.text }}" } } }

      """)
    #expect(try host.converge("module fetch m.yml", environment: out(host)).status == 0)
    try host.program.write(
      "m.yml",
      """
      parameters: { ref: { type: string } }
      modules: { hello: { source: "\(source)${{ parameters.ref }}", with: { text: a } } }

      """)
    let unknown = try host.converge("module fetch m.yml", environment: out(host))
    #expect(unknown.status == 65)
    #expect(unknown.error.contains("the parameter 'ref' is missing"))
  }

  @Test func `the tests of a module take modules of other hosts, too`() throws {
    let host = try host()
    try FileManager.default.createDirectory(
      atPath: host.program.path("mine/tests"), withIntermediateDirectories: true)
    try host.program.write(
      "mine/module.yml", "modules: { o: { source: \"\(host.source("other?ref=v2"))\" } }\n")
    try host.program.write(
      "mine/tests/t.yml", "expect: { problems: [\"the environment has no 'OUT'\"] }\n")
    let before = try host.converge("module test mine")
    #expect(before.status == 4)
    #expect(before.error.contains("run 'converge module fetch mine/module.yml'"), "\(before)")
    #expect(try host.converge("module fetch mine/module.yml").status == 0)
    #expect(FileManager.default.fileExists(atPath: host.program.path("mine/converge.lock")))
    let after = try host.converge("module test mine")
    #expect(after.status == 0, "\(after)")
  }
}
