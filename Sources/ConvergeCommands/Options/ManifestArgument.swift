internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeManifest
internal import ConvergeYAML

/// A manifest on the command line: a file, a directory with `manifest.yml`, or `-`.
struct ManifestArgument {
  /// As the user gave it, with `manifest.yml` where it was a directory.
  let file: String
  let text: ManifestText
  /// Reads what lies beside it.
  let sources: DirectorySources

  private init(file: String, path: String, bytes: [UInt8], directory: String) {
    self.file = file
    text = ManifestText(bytes, file: file, path: path)
    sources = DirectorySources(directory: directory)
  }

  /// Reads the text.
  ///
  /// - Throws: `Stop` with 66 where it cannot be read.
  static func read(_ argument: String) throws -> ManifestArgument {
    do {
      return try argument == "-" ? readStandardInput() : readFile(argument)
    } catch let error as HostError {
      throw Stop(.unreadable, Message.unreadable(argument, error))
    }
  }

  private static func readStandardInput() throws -> ManifestArgument {
    ManifestArgument(
      file: "-", path: "-",
      bytes: try StandardInput.read(limitBytes: YAMLReader.sizeLimitBytes),
      directory: try WorkingDirectory.path())
  }

  private static func readFile(_ argument: String) throws -> ManifestArgument {
    var name = argument
    if WorkingDirectory.isDirectory(argument) {
      while name.count > 1, name.hasSuffix("/") { name.removeLast() }
      name += "/manifest.yml"
    }
    let path = normalised(
      name.hasPrefix("/") ? name : "\(try WorkingDirectory.path())/\(name)")
    let directory = directory(of: path)
    let bytes = try DirectorySources(directory: directory)
      .read(path, limitBytes: YAMLReader.sizeLimitBytes)
    return ManifestArgument(file: name, path: path, bytes: bytes, directory: directory)
  }

  /// Without `.` and empty parts; `..` stays, since it may follow a link.
  private static func normalised(_ path: String) -> String {
    "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }

  private static func directory(of path: String) -> String {
    let parts = path.split(separator: "/").dropLast()
    return "/" + parts.joined(separator: "/")
  }
}

private enum Message {
  static func unreadable(_ argument: String, _ error: HostError) -> String {
    let way = error.remedy.map { "; \($0)" } ?? ""
    return "cannot read the manifest '\(argument)': \(error.because)\(way)"
  }
}
