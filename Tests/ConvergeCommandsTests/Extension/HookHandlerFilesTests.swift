import Foundation
import Testing

/// What a handler leaves beside its status: its log, and heartbeats where its manifest asks for them.
@Suite struct HookHandlerFilesTests {
  @Test func `the log tells what was asked for and what came of it, and no word of settings`()
    throws
  {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give("1", #"{"commandToExecute": "echo said-by-script; exit 3 # word-of-settings"}"#)
    #expect(try bench.enable().status == 4)
    try bench.give("2", #"{"commandToExecute": 5}"#)
    #expect(try bench.enable().status == 65)
    #expect(try bench.enable(arguments: ["--operation", "disable"]).status == 0)
    let log = try bench.handlerText("log/handler.log")
    let lines = log.split(separator: "\n").map(String.init)
    #expect(lines.count == 3, "\(log)")
    #expect(lines.allSatisfy { $0.prefixMatch(of: /[0-9-]{10}T[0-9:]{8}Z extension\//) != nil })
    #expect(
      lines[0].hasSuffix("CustomScript 1: run 1, failed: it ended with exit status 3"), "\(log)")
    #expect(lines[1].contains("2: refused, code 20: 'commandToExecute' must be text"), "\(log)")
    #expect(lines[2].hasSuffix("2: disable"), "\(log)")
    for word in ["said-by-script", "word-of-settings"] { #expect(!log.contains(word)) }
    let mode =
      try FileManager.default.attributesOfItem(
        atPath: bench.handler() + "/log/handler.log")[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func `a log that is full makes room, and three old ones are kept`() throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give("1", #"{"commandToExecute": "true"}"#)
    let log = bench.handler() + "/log/handler.log"
    for number in 1...5 {
      try String(repeating: "\(number)", count: 1 << 20)
        .write(toFile: log, atomically: false, encoding: .utf8)
      #expect(try bench.enable().status == 0)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: bench.handler() + "/log")
    #expect(
      names.sorted() == ["handler.log", "handler.log.1", "handler.log.2", "handler.log.3"])
    #expect(try bench.handlerText("log/handler.log").contains("run 1, ok"))
    for (name, first) in [("1", "5"), ("2", "4"), ("3", "3")] {
      #expect(try bench.handlerText("log/handler.log.\(name)").hasPrefix(first))
    }
  }

  @Test func `a link in the place of the log is not followed, and keeps nothing from running`()
    throws
  {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give("1", #"{"commandToExecute": "touch @/ran"}"#)
    try bench.program.write("victim", "untouched")
    try FileManager.default.createSymbolicLink(
      atPath: bench.handler() + "/log/handler.log",
      withDestinationPath: bench.program.path("victim"))
    #expect(try bench.enable().status == 0)
    #expect(bench.exists("ran"))
    #expect(try bench.program.read("victim") == "untouched")
  }

  @Test(arguments: [true, false])
  func `heartbeats are for a manifest that asks for them`(isAskedFor: Bool) throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give("1", #"{"commandToExecute": "true"}"#)
    try bench.program.write(
      "lib/\(ExtensionBench.handlerName)-2.1.10/HandlerManifest.json",
      #"[{"version": 1.0, "handlerManifest": {"reportHeartbeat": \#(isAskedFor)}}]"#)
    #expect(try bench.enable().status == 0)
    let text = try? bench.handlerText("heartbeat.log")
    #expect((text != nil) == isAskedFor)
    guard let text else { return }
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
    let heartbeat = json?.first?["heartbeat"] as? [String: Any]
    #expect(heartbeat?["status"] as? String == "ready")
    #expect(heartbeat?["code"] as? Int == 0)
  }
}
