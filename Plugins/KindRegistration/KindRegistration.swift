import Foundation
import PackagePlugin

/// Lists the folders of `ConvergeKinds`, one for each kind, as `registeredKinds`.
///
/// The folder's name is the name of the type that conforms to `Resource`. The pages and cases are
/// declared as inputs, so that the build does not take them for forgotten sources.
@main
struct KindRegistration: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let files = FileManager.default
    let folders = try files.contentsOfDirectory(
      at: target.directoryURL, includingPropertiesForKeys: [.isDirectoryKey]
    )
    .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
    .sorted { $0.lastPathComponent < $1.lastPathComponent }
    let types = folders.map { "  \($0.lastPathComponent).self," }.joined(separator: "\n")
    let source = """
      // Generated from the folders of ConvergeKinds.
      package import ConvergeCore

      /// Every kind, by its folder.
      package let registeredKinds: [any Resource.Type] = [
      \(types)
      ]

      """
    let staged = context.pluginWorkDirectoryURL.appending(path: "RegisteredKinds.staged")
    let generated = context.pluginWorkDirectoryURL.appending(path: "RegisteredKinds.swift")
    if (try? String(contentsOf: staged, encoding: .utf8)) != source {
      try source.write(to: staged, atomically: true, encoding: .utf8)
    }
    return [
      .buildCommand(
        displayName: "Registering kinds", executable: URL(filePath: "/bin/cp"),
        arguments: [staged.path(), generated.path()],
        inputFiles: [staged] + inputs(below: folders), outputFiles: [generated])
    ]
  }

  private func inputs(below folders: [URL]) -> [URL] {
    folders.flatMap { folder in
      let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
      return (walk?.compactMap { $0 as? URL } ?? []).filter {
        ["md", "yaml", "yml"].contains($0.pathExtension)
      }
    }
  }
}
