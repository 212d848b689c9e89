import ConvergeCore
import ConvergeFacts
import Foundation
import Testing

/// `converge facts`, on the machine that the tests run on.
@Suite struct FactsTests {
  /// A directory of own facts that is as it should be.
  private func prepared(_ files: [String: String] = [:]) throws -> ProgramUnderTest {
    let program = try ProgramUnderTest()
    try FileManager.default.createDirectory(
      atPath: program.path("facts.d"), withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o755])
    for (name, text) in files {
      try program.write("facts.d/\(name)", text)
      let mode = text.hasPrefix("#!") ? 0o755 : 0o644
      try FileManager.default.setAttributes(
        [.posixPermissions: mode], ofItemAtPath: program.path("facts.d/\(name)"))
    }
    return program
  }

  @Test func `all facts are one document with every declared name`() throws {
    let program = try prepared(["rack.yml": "unit: 7\n"])
    let ending = try program.run("facts", "--facts-dir", "facts.d", "--format", "json")
    #expect(ending.status == 0, "\(ending.error)")
    #expect(ending.error == "")
    let document = try Value(json: Array(ending.output.utf8))
    #expect(document.members?.map(\.key) == FactTable.specs.map(\.name))
    for spec in FactTable.specs {
      #expect(document[spec.name].map(spec.type.holds) == true, "\(spec.name)")
    }
    #expect(document["local"]?["rack"]?["unit"] == 7)
  }

  @Test func `a path is one value, bare as text and whole in JSON`() throws {
    let program = try prepared(["rack.yml": "row: [a, b]\nname: web\n"])
    let options = ["--facts-dir", "facts.d"]
    func told(_ path: String, _ more: String...) throws -> String {
      try program.start(["facts", path] + options + more).ending().output
    }
    #expect(try told("local.rack.name") == "web\n")
    #expect(try told("local.rack.name", "--format", "json") == "\"web\"\n")
    #expect(try told("local.rack.name", "--format", "yaml") == "web\n")
    #expect(try told("local.rack.row") == "- a\n- b\n")
    #expect(try told("local.rack.row.1") == "b\n")
    #expect(try told("local", "--format", "json").contains("\"row\": ["))
    #expect(try told("kernel.name") == "Linux\n")
    #expect(try told("converge.version") == program.run("--version").output.dropFirst(9))
  }

  @Test func `a program is an own fact, and is given ten seconds`() throws {
    let program = try prepared([
      "load.sh": "#!/bin/sh\necho \"args: $#\"; echo \"home: $HOME\"\n",
      "slow": "#!/bin/sh\nsleep 600\n",
    ])
    let load = try program.run("facts", "local.load", "--facts-dir", "facts.d")
    #expect(load.output == "args: 0\nhome: /root\n")
    let all = try program.run("facts", "local", "--facts-dir", "facts.d", "--format", "json")
    #expect(all.status == 4)
    #expect(all.error.contains("facts.d/slow: it took longer than 10 s"))
    #expect(try Value(json: Array(all.output.utf8))["load"]?["args"] == 0)
  }

  @Test func `what another user could have written is told of, and the rest is told`() throws {
    let program = try prepared(["good.yml": "1\n", "run.sh": "#!/bin/sh\ntouch @/ran\necho 1\n"])
    for (name, mode) in [("facts.d/good.yml", 0o666), ("facts.d", 0o777)] {
      try FileManager.default.setAttributes(
        [.posixPermissions: mode], ofItemAtPath: program.path(name))
      let ending = try program.run("facts", "--facts-dir", "facts.d", "--format", "json")
      #expect(ending.status == 4)
      #expect(ending.error.contains("others than its owner can write it"))
      #expect(try Value(json: Array(ending.output.utf8))["kernel"]?["name"] == "Linux")
    }
    #expect(!FileManager.default.fileExists(atPath: program.path("ran")))
    let one = try program.run("facts", "local.good", "--facts-dir", "facts.d", "--format", "json")
    #expect(one.status == 4)
    #expect(one.output.contains("others than its owner can write it"))
  }

  @Test func `facts that are given are told, and nothing of this host`() throws {
    let program = try ProgramUnderTest()
    try program.write("other.yml", "os: { id: plan9 }\n")
    let all = try program.run("facts", "--facts", "other.yml", "--format", "json")
    #expect(all.status == 0)
    #expect(try Value(json: Array(all.output.utf8)) == .record(["os": .record(["id": "plan9"])]))
    #expect(try program.run("facts", "os.id", "--facts", "other.yml").output == "plan9\n")
    let missing = try program.run("facts", "cpu.count", "--facts", "other.yml")
    #expect(missing.status == 64)
    #expect(missing.error.contains("the facts given in 'other.yml' leave it out"))
  }

  @Test func `what is told can be given`() throws {
    let program = try ProgramUnderTest()
    for (format, file) in [("json", "host.json"), ("yaml", "host.yml"), ("text", "text.yml")] {
      let told = try program.run("facts", "time", "--format", format).output
      let all = format == "json" ? "{\"time\": \(told)}" : "time:\n" + told.indented
      try program.write(file, all)
      #expect(try program.run("facts", "time", "--facts", file, "--format", format).output == told)
    }
  }

  @Test(arguments: [
    (["--facts", "missing.yml"], Int32(66), "missing.yml"),
    (["--facts", "bad.yml"], 65, "'oss' is no fact: did you mean 'os'?"),
    (["--facts", "broken.yml"], 65, "line 1"), (["--facts-dir", "missing"], 66, "'missing'"),
    (["--facts", "bad.yml", "--facts-dir", "/"], 64, "exclude"),
    (["local.rak"], 64, "/etc/converge/facts.d has no file for it"), ([""], 64, "is no fact"),
  ])
  func `what cannot be told ends with its status`(
    arguments: [String], status: Int32, message: String
  ) throws {
    let program = try ProgramUnderTest()
    try program.write("bad.yml", "oss: {}\n")
    try program.write("broken.yml", "os: [\n")
    let ending = try program.start(["facts"] + arguments).ending()
    #expect(ending.status == status)
    #expect(ending.error.contains(message), "\(ending.error)")
    #expect(ending.output == "")
    guard status != 64 || arguments.count == 1 else { return }
    let machine = try program.start(["facts"] + arguments + ["--format", "json"]).ending()
    #expect(machine.status == status)
    #expect(machine.output.contains("\"severity\": \"error\""), "\(machine.output)")
  }

  @Test(.enabled(if: canTrace))
  func `no process is started`() throws {
    let ending = try ProgramUnderTest().shell(
      "strace -f -qq -e trace=execve,fork,vfork -o trace $CONVERGE facts >out; cat trace")
    #expect(ending.output.split(separator: "\n").count { $0.contains("execve(") } == 1)
    #expect(!ending.output.contains("fork("))
  }
}

/// In CI a test that has to be skipped fails.
private let canTrace =
  ProcessInfo.processInfo.environment["CI"] == "true"
  || FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")

extension String {
  fileprivate var indented: String {
    split(separator: "\n").map { "  \($0)\n" }.joined()
  }
}
