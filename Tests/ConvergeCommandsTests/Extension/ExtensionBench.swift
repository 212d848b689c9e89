import Foundation

/// Settings of an extension for the program under test, by themselves or in a handler's directory.
final class ExtensionBench {
  let program: ProgramUnderTest

  init() throws { program = try ProgramUnderTest() }

  /// Runs settings that are in a file of their own; `@` stands for the directory.
  func run(
    _ settings: String, name: String = "web.json", arguments: [String] = []
  ) throws -> ProgramUnderTest.Ending {
    try program.write(name, settings)
    return try start(name, arguments: arguments).ending()
  }

  func start(_ name: String, arguments: [String] = []) throws -> ProgramUnderTest.Running {
    try program.start(["hook", "run", name, "--state-dir", program.state] + arguments)
  }

  // MARK: A handler

  static let handlerName = "Publisher.CustomScript"

  /// Makes a handler's directory.
  func makeHandler(version: String = "2.1.10") throws {
    let directory = handler(version)
    for folder in ["config", "status", "log"] {
      try FileManager.default.createDirectory(
        atPath: "\(directory)/\(folder)", withIntermediateDirectories: true)
    }
    let own = "@/lib/\(Self.handlerName)-\(version)"
    try program.write(
      "lib/\(Self.handlerName)-\(version)/HandlerEnvironment.json",
      """
      [{"name": "\(Self.handlerName)", "version": 1.0, "handlerEnvironment": {
        "logFolder": "\(own)/log", "configFolder": "\(own)/config", "statusFolder": "\(own)/status",
        "heartbeatFile": "\(own)/heartbeat.log"}}]
      """)
  }

  func handler(_ version: String = "2.1.10") -> String {
    program.path("lib/\(Self.handlerName)-\(version)")
  }

  /// Gives a handler settings, `protected` as it stands in the file.
  func give(
    _ file: String, _ settings: String, protected: String = "null", thumbprint: String = "",
    version: String = "2.1.10"
  ) throws {
    try program.write(
      "lib/\(Self.handlerName)-\(version)/config/\(file).settings",
      """
      {"runtimeSettings": [{"handlerSettings": {"publicSettings": \(settings),
        "protectedSettings": \(protected),
        "protectedSettingsCertThumbprint": "\(thumbprint)"}}]}
      """)
  }

  /// Gives a handler the policy of the platform's agent.
  func give(policy: String, version: String = "2.1.10") throws {
    try program.write(
      "lib/\(Self.handlerName)-\(version)/config/waagent_runtime_policy.json", policy)
  }

  /// The text of a file in a handler's directory.
  func handlerText(_ name: String, version: String = "2.1.10") throws -> String {
    try program.read("lib/\(Self.handlerName)-\(version)/\(name)")
  }

  func enable(
    version: String = "2.1.10", arguments: [String] = []
  ) throws -> ProgramUnderTest.Ending {
    try startHandler(version: version, arguments: arguments).ending()
  }

  func startHandler(
    version: String = "2.1.10", arguments: [String] = []
  ) throws -> ProgramUnderTest.Running {
    try program.start(
      ["hook", "run", "--handler", handler(version), "--state-dir", program.state] + arguments)
  }

  func statusText(_ file: String, version: String = "2.1.10") throws -> String {
    try program.read("lib/\(Self.handlerName)-\(version)/status/\(file).status")
  }

  /// What a status says: its word, code and message.
  func status(
    _ file: String, version: String = "2.1.10"
  ) throws -> (word: String, code: Int, message: String) {
    let json = try JSONSerialization.jsonObject(
      with: Data(statusText(file, version: version).utf8))
    let status = ((json as? [[String: Any]])?.first?["status"] as? [String: Any]) ?? [:]
    let message = (status["formattedMessage"] as? [String: Any])?["message"] as? String
    return (status["status"] as? String ?? "", status["code"] as? Int ?? -1, message ?? "")
  }

  // MARK: What is on disk

  /// The files below the directory in which a text stands.
  func files(with text: String, below name: String) throws -> [String] {
    let root = program.path(name)
    var found: [String] = []
    for case let file as String in FileManager.default.enumerator(atPath: root) ?? .init() {
      guard let content = FileManager.default.contents(atPath: "\(root)/\(file)") else { continue }
      if content.range(of: Data(text.utf8)) != nil { found.append(file) }
    }
    return found
  }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: program.path(name))
  }

  /// How many lines a file has.
  func lines(_ name: String) throws -> Int {
    exists(name) ? try program.read(name).split(separator: "\n").count : 0
  }

  /// The directory of the only task.
  func taskDirectory() throws -> String {
    let hooks = "\(program.state)/hooks"
    let names = try FileManager.default.contentsOfDirectory(atPath: hooks)
    let name = names.first { $0.hasPrefix("extension-") } ?? ""
    return "\(hooks)/\(name)"
  }
}
