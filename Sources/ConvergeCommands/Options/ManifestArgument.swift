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
  /// Where it lies.
  let directory: String

  private init(
    file: String, path: String, bytes: [UInt8], directory: String, named name: String? = nil
  ) {
    self.file = file
    text = ManifestText(bytes, file: file, path: path, inDirectory: name)
    sources = DirectorySources(directory: directory)
    self.directory = directory
  }

  /// Reads the text.
  ///
  /// - Parameter name: of its directory, where that has another one by accident.
  /// - Throws: `Stop` with 66 where it cannot be read.
  static func read(
    _ argument: String, inDirectory name: String? = nil
  ) throws -> ManifestArgument {
    do {
      return try argument == "-" ? readStandardInput() : readFile(argument, name)
    } catch let error as HostError {
      throw Stop(.unreadable, Message.unreadable(argument, error, way(argument, error)))
    }
  }

  /// What to do about it.
  private static func way(_ argument: String, _ error: HostError) -> String? {
    if argument == "-" { return Message.pipe }
    if argument.isEmpty { return Message.name }
    switch error.reason {
    case .notFound:
      return WorkingDirectory.isDirectory(argument) ? Message.noManifest : neighbour(of: argument)
    case .wrongType: return error.remedy == nil ? Message.pipe : nil
    case .denied: return Message.denied
    default: return error.remedy
    }
  }

  /// A manifest of a similar name in the same directory.
  private static func neighbour(of argument: String) -> String? {
    guard let name = argument.split(separator: "/").last.map(String.init),
      let folder = try? LocalFiles().resolve(
        directory(of: absolute(argument, in: WorkingDirectory.path())))
    else { return nil }
    let files = ((try? LocalFiles().list(folder)) ?? []).filter {
      $0.hasSuffix(".yml") || $0.hasSuffix(".yaml")
    }
    return nearest(to: name, among: files.sorted()).map {
      Message.nearest(argument.dropLast(name.count) + $0)
    }
  }

  private static func readStandardInput() throws -> ManifestArgument {
    ManifestArgument(
      file: "-", path: "-",
      bytes: try StandardInput.read(limitBytes: YAMLReader.sizeLimitBytes),
      directory: try WorkingDirectory.path())
  }

  private static func readFile(_ argument: String, _ directoryName: String?) throws
    -> ManifestArgument
  {
    guard !argument.isEmpty else {
      throw HostError(.notFound, "read", argument, because: Message.empty)
    }
    var name = argument
    if WorkingDirectory.isDirectory(argument) {
      while name.count > 1, name.hasSuffix("/") { name.removeLast() }
      name += "/manifest.yml"
    }
    let path = try absolute(name, in: WorkingDirectory.path())
    let directory = directory(of: path)
    let bytes = try DirectorySources(directory: directory)
      .read(path, limitBytes: YAMLReader.sizeLimitBytes)
    return ManifestArgument(
      file: name, path: path, bytes: bytes, directory: directory, named: directoryName)
  }

  /// Without `.` and empty parts; `..` stays, since it may follow a link.
  private static func absolute(
    _ name: String, in directory: @autoclosure () throws -> String
  ) rethrows -> String {
    let path = name.hasPrefix("/") ? name : "\(try directory())/\(name)"
    return "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }

  private static func directory(of path: String) -> String {
    let parts = path.split(separator: "/").dropLast()
    return "/" + parts.joined(separator: "/")
  }
}

private enum Message {
  static func unreadable(_ argument: String, _ error: HostError, _ way: String?) -> String {
    "cannot read the manifest '\(argument)': \(error.because)" + (way.map { "; \($0)" } ?? "")
  }

  static let empty = "the name is empty"
  static let name = "name a file, a directory with manifest.yml, or - for standard input"
  static let pipe = "pipe it in and write -, as in 'cat web.yml | converge plan -'"
  static let noManifest = "the directory has no manifest.yml; name the file in it"
  static let denied = "run converge as a user who may read it, or let this one: 'ls -l' tells who"
  static func nearest(_ name: String) -> String { "did you mean '\(name)'?" }
}
