import Foundation

/// One of the machine's own tools.
struct Tool {
  private let words: [String]

  init(_ words: [String]) { self.words = words }

  /// Whether all of them are installed, or must be: in CI a test that has to be skipped fails.
  static func all(_ names: [String]) -> Bool {
    ProcessInfo.processInfo.environment["CI"] == "true" || names.allSatisfy { path($0) != nil }
  }

  private static func path(_ name: String) -> String? {
    ["/usr/bin", "/bin", "/usr/sbin", "/sbin"].map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// What it prints; how it ends does not matter, as systemd-detect-virt ends with 1 for `none`.
  var output: String {
    get throws {
      let process = Process()
      let pipe = Pipe()
      process.executableURL = URL(filePath: Self.path(words[0]) ?? words[0])
      process.arguments = Array(words.dropFirst())
      process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"]
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = pipe
      process.standardError = FileHandle.nullDevice
      try process.run()
      let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return String(decoding: output, as: UTF8.self)
    }
  }
}

extension String {
  var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
