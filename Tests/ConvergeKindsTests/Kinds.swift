import Foundation

/// The folders of the kinds in the sources.
enum Kinds {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func folders() throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: root.appending(path: "Sources/ConvergeKinds"),
      includingPropertiesForKeys: [.isDirectoryKey]
    ).filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }
}
