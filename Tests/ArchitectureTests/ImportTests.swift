import Foundation
import Testing

/// What `docs/architecture.md` says of the modules, held against every file.
@Suite struct ImportTests {
  /// Which of our modules each may import.
  private static let arrows: [String: Set<String>] = [
    "ConvergeCore": [],
    "ConvergeYAML": ["ConvergeCore", "CLibYAML"],
    "ConvergeTemplate": ["ConvergeCore"],
    "ConvergeManifest": ["ConvergeCore", "ConvergeYAML", "ConvergeTemplate"],
    "ConvergeGraph": ["ConvergeCore"],
    "ConvergeHost": ["ConvergeCore", "CLinux", "CSystemd"],
    "ConvergeFacts": ["ConvergeCore"],
    "ConvergeSystems": ["ConvergeCore"],
    "ConvergeSignatures": ["ConvergeCore"],
    "ConvergeBundle": ["ConvergeCore", "ConvergeSignatures"],
    "ConvergeHooks": ["ConvergeCore", "ConvergeSignatures"],
    "ConvergeKinds": ["ConvergeCore", "ConvergeSystems", "ConvergeHooks"],
    "ConvergeLedger": ["ConvergeCore", "CSQLite"],
    "ConvergeEngine": ["ConvergeCore", "ConvergeGraph", "ConvergeLedger"],
    "ConvergeReport": ["ConvergeCore"],
    "ConvergeExtension": [
      "ConvergeCore", "ConvergeYAML", "ConvergeSystems", "ConvergeSignatures", "ConvergeHooks",
      "CZlib",
    ],
    "ConvergeAgent": [
      "ConvergeCore", "ConvergeEngine", "ConvergeReport", "ConvergeSignatures", "ConvergeBundle",
      "ConvergeHooks",
    ],
    "ConvergeCommands": [
      "ConvergeCore", "ConvergeYAML", "ConvergeManifest", "ConvergeGraph", "ConvergeHost",
      "ConvergeSystems", "ConvergeKinds", "ConvergeSignatures", "ConvergeBundle", "ConvergeHooks",
      "ConvergeLedger",
      "ConvergeEngine", "ConvergeReport", "ConvergeFacts", "ConvergeExtension", "ConvergeAgent",
    ],
    "converge": ["ConvergeCommands"],
    "ConvergeTestSupport": [
      "ConvergeCore", "ConvergeYAML", "ConvergeManifest", "ConvergeSystems", "ConvergeKinds",
      "ConvergeLedger", "ConvergeGraph", "ConvergeEngine", "ConvergeHooks", "ConvergeSignatures",
      "ConvergeBundle",
    ],
    "rehearse": ["ConvergeTestSupport"],
    "rendering": ["ConvergeCore", "ConvergeTemplate"],
  ]

  /// What else they may import.
  private static let libraries: [String: Set<String>] = [
    "ConvergeCore": ["Crypto", "Synchronization"],
    "ConvergeAgent": ["Synchronization", "Crypto"],
    "ConvergeEngine": ["Synchronization"],
    "ConvergeFacts": ["Synchronization"],
    "ConvergeSignatures": ["Crypto"],
    "ConvergeHost": [
      "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "Synchronization", "Dispatch",
    ],
    "ConvergeCommands": ["ArgumentParser", "Dispatch", "Synchronization"],
    "ConvergeLedger": ["Synchronization"],
    "ConvergeManifest": ["Synchronization"],
    "ConvergeTestSupport": ["FoundationEssentials", "Foundation", "Synchronization", "Crypto"],
    "rehearse": ["Glibc"],
    "rendering": ["Glibc"],
  ]

  /// System calls are for those who perform I/O; the rest is pure.
  private static let withSystemCalls: Set<String> = [
    "ConvergeHost", "ConvergeLedger", "ConvergeCommands",
  ]

  @Test(arguments: arrows.keys.sorted())
  func `a module imports what the architecture lets it, and nothing else`(module: String) throws {
    var allowed = Self.arrows[module, default: []].union(Self.libraries[module, default: []])
    if Self.withSystemCalls.contains(module) { allowed.insert("Glibc") }
    for file in try Source.all(in: "Sources/\(module)") {
      for line in file.lines {
        let words = line.split(separator: " ")
        guard let place = words.firstIndex(of: "import"), words[..<place].allSatisfy(isModifier)
        else { continue }
        let name = String(words[place + 1]).split(separator: ".").first.map(String.init) ?? ""
        #expect(allowed.contains(name), "\(file.path) may not import \(name)")
      }
    }
  }

  @Test func `every module is in the table`() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Source.repository.appending(path: "Sources").path)
    let modules = Set(folders.filter { !$0.hasPrefix("C") || $0.hasPrefix("Converge") })
    #expect(modules == Set(Self.arrows.keys))
  }

  @Test func `no file is longer than four hundred lines`() throws {
    for file in try Source.all(in: "Sources") {
      #expect(file.lines.count <= 400, "\(file.path) has \(file.lines.count) lines")
    }
  }

  @Test func `what would stop the program on input is not used`() throws {
    let refused = ["try!", "fatalError(", "@unchecked Sendable", "nonisolated(unsafe)"]
    for file in try Source.all(in: "Sources") {
      for (number, line) in file.lines.enumerated() {
        let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)[0]
        for word in refused where code.contains(word) {
          let before = number > 0 ? file.lines[..<number].suffix(6) : []
          let isExplained = before.contains { $0.contains("//") }
          #expect(isExplained, "\(file.path):\(number + 1) uses \(word) without saying why")
        }
      }
    }
  }

  private func isModifier(_ word: Substring) -> Bool {
    ["internal", "package", "private", "@testable"].contains(word)
  }
}

/// A Swift file of the repository.
struct Source {
  let path: String
  let lines: [Substring]

  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func all(in folder: String) throws -> [Source] {
    let root = repository.appending(path: folder)
    let names = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    return try (names?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
      .map { file in
        let text = try String(contentsOf: file, encoding: .utf8)
        return Source(
          path: String(file.path.dropFirst(repository.path.count)),
          lines: text.split(separator: "\n", omittingEmptySubsequences: false))
      }
  }
}
