import Foundation
import Testing

/// The files that settings name: as they were sent, or not at all.
@Suite struct HookFilesTests {
  private static func digest(of path: String) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/sha256sum")
    process.arguments = [path]
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: output.prefix(64), as: UTF8.self)
  }

  @Test func `a transfer that breaks off leaves no zeros in what is fetched again`() throws {
    let server = try FileServer()
    defer { server.stop() }
    try server.program.write("big.bin", String(repeating: "0123456789abcdef", count: 20_000))
    let digest = try Self.digest(of: server.program.path("big.bin"))
    let bench = try ExtensionBench()
    let ending = try bench.run(
      """
      {"commandToExecute": "sha256sum big.bin",
       "fileUris": ["http://127.0.0.1:\(server.port)/half/big.bin"]}
      """)
    #expect(ending.status == 0, "\(ending)")
    #expect(ending.output.contains(digest), "\(ending)")
  }

  @Test func `line ends of DOS go from scripts, and from nothing else`() throws {
    let server = try FileServer()
    defer { server.stop() }
    for name in ["a.sh", "b.bin", "c"] {
      try server.program.write(name, (name == "c" ? "#!/bin/sh" : "x") + "\r\necho\r\n")
    }
    let uris = ["a.sh", "b.bin", "c"].map { #""http://127.0.0.1:\#(server.port)/\#($0)""# }
      .joined(separator: ", ")
    let bench = try ExtensionBench()
    for (skips, expected) in [(false, "0 2 0"), (true, "2 2 2")] {
      let ending = try bench.run(
        """
        {"commandToExecute": "echo $(for f in a.sh b.bin c; do tr -cd '\\\\r' < $f | wc -c; done)",
         "skipDos2Unix": \(skips), "fileUris": [\(uris)]}
        """)
      #expect(ending.output.contains("[stdout]\n\(expected)\n"), "\(ending)")
    }
  }

  @Test func `digests that a host allows are of what was sent, before line ends change`() throws {
    let server = try FileServer()
    defer { server.stop() }
    let bench = try ExtensionBench()
    try server.program.write("a.sh", "#!/bin/sh\r\necho ran >> \(bench.program.directory)/log\r\n")
    try server.program.write("plain.sh", "#!/bin/sh\necho ran >> \(bench.program.directory)/log\n")
    let settings = """
      {"commandToExecute": "./a.sh", "fileUris": ["http://127.0.0.1:\(server.port)/a.sh"]}
      """
    for (name, status, code) in [("plain.sh", Int32(4), 80), ("a.sh", 0, 0)] {
      let digest = try Self.digest(of: server.program.path(name))
      try bench.program.write("agent.yml", "scripts: { allowed: [\(digest)] }\n")
      let ending = try bench.run(
        settings,
        arguments: ["--config", bench.program.path("agent.yml"), "--format", "json"])
      #expect(ending.status == status, "\(ending)")
      #expect(ending.output.contains(#""code": \#(code),"#), "\(ending)")
    }
    #expect(try bench.lines("log") == 1)
  }

  @Test func `what a host does not allow does not run, and it says why`() throws {
    let bench = try ExtensionBench()
    let digest = String(repeating: "ab", count: 32)
    try bench.program.write("agent.yml", "scripts: { allowed: [\(digest)] }\n")
    try bench.makeHandler()
    for (number, settings) in [
      (1, #"{"commandToExecute": "touch @/ran"}"#),
      (
        2,
        #"{"script": "\#(Data("touch \(bench.program.path("ran"))".utf8).base64EncodedString())"}"#
      ),
    ] {
      try bench.give("\(number)", settings)
      let ending = try bench.enable(arguments: ["--config", bench.program.path("agent.yml")])
      #expect(ending.status == 4, "\(ending)")
      let status = try bench.status("\(number)")
      #expect(status.code == 80)
      #expect(status.message.contains("the policy of this host does not allow"))
    }
    #expect(!bench.exists("ran"))
  }

  @Test func `a blob is asked for with a signature, and the key is nowhere`() throws {
    let server = try FileServer()
    defer { server.stop() }
    try server.program.write("blob.sh", "echo from the blob\n")
    let bench = try ExtensionBench()
    try bench.program.write(
      "web.json",
      """
      {"publicSettings": {"commandToExecute": "sh blob.sh",
        "fileUris": ["http://stores.blob.core.windows.net/scripts/blob.sh"]},
       "protectedSettings": {"storageAccountName": "stores", "storageAccountKey": "\(FileServer.key)"}}
      """)
    let ending = try bench.program.shell(
      "$CONVERGE hook run web.json $STATE",
      environment: ["http_proxy": "http://127.0.0.1:\(server.port)"])
    #expect(ending.status == 0, "\(ending)")
    #expect(ending.output.contains("from the blob"), "\(ending)")
    #expect(try bench.files(with: FileServer.key, below: "state") == [])
    #expect(!(ending.output + ending.error).contains(FileServer.key))
  }

  @Test func `a file that cannot be written is an error, and nothing runs`() throws {
    let bench = try ExtensionBench()
    let script =
      "touch \(bench.program.path("ran"))\n" + String(repeating: "# more\r\n", count: 9000)
    try bench.program.write(
      "web.json", #"{"script": "\#(Data(script.utf8).base64EncodedString())"}"#)
    let ending = try bench.program.shell(
      "trap '' XFSZ; ulimit -f 32; exec $CONVERGE hook run web.json $STATE")
    #expect(ending.status == 73, "\(ending)")
    #expect(!bench.exists("ran"))
  }
}
