internal import ConvergeCore
internal import ConvergeYAML
internal import Synchronization

/// Where modules are found: beside the manifest, then on the module path, then the installed ones.
final class ModuleLibrary: Sendable {
  /// A module that was read.
  struct Found: Sendable {
    /// The same for every way of naming it.
    let key: String
    /// Its directory, as messages call it.
    let shown: String
    /// Its directory.
    let folder: SourceFolder
    let text: ManifestText
    /// Nil where it is empty.
    let root: Node?
    /// Of another host, as its source was written or was meant.
    let remote: RemoteSource?
  }

  static let installed = "/usr/share/converge/modules"
  static let file = "module.yml"
  /// So many uses of modules are in a manifest at most.
  private static let useLimit = 100_000

  let kinds: KindCatalog
  let surroundings: Surroundings
  let remotes: RemoteModules
  private let home: SourceFolder
  /// The manifest's directory, absolute; empty for standard input.
  private let homePath: String
  private let state = Mutex(State())

  private struct State {
    /// By where they were asked for and what was asked for.
    var known: [String: Found] = [:]
    var useCount = 0
    var hasUnknown = false
  }

  /// - Parameter home: the manifest's directory.
  init(
    _ kinds: KindCatalog, _ surroundings: Surroundings, home: SourceFolder, of text: ManifestText
  ) {
    self.kinds = kinds
    self.surroundings = surroundings
    self.home = home
    remotes = RemoteModules(surroundings, home: home, manifest: text.file)
    homePath = text.path.lastIndex(of: "/").map { String(text.path[..<$0]) } ?? ""
  }

  /// Whether it is not known of all entries which modules they use, since something about them is
  /// wrong.
  var hasUnknown: Bool { state.withLock { $0.hasUnknown } }

  /// Notes an entry of which that is not known.
  func noteUnknown() { state.withLock { $0.hasUnknown = true } }

  /// The module that a source names; what is right of it is read once.
  ///
  /// - Parameter path: of the use, from the manifest on.
  /// - Returns: nil after a problem was reported.
  func find(
    _ source: Node, as path: String, from folder: SourceFolder, _ journal: Journal,
    reporting problems: inout Diagnostics
  ) -> Found? {
    let count = state.withLock { state in
      state.useCount += 1
      return state.useCount
    }
    guard count <= Self.useLimit else {
      problems.error(Message.tooMany, at: source.place)
      return nil
    }
    let text = source.scalar?.text ?? ""
    let question = "\(folder.key(""))\n\(text)"
    if let known = state.withLock({ $0.known[question] }) {
      // It may have been read for a module that is left out, which keeps its texts to itself.
      journal.keep(known.text.bytes, as: known.text.file)
      if let remote = known.remote {
        _ = remotes.find(remote, as: path, at: source.place, journal, reporting: &problems)
      }
      return known
    }
    let found =
      RemoteSource.isMeant(by: text)
      ? remote(text, path, source.place, journal, &problems)
      : search(text, path, source.place, folder, journal, &problems)
    if let found { state.withLock { $0.known[question] = found } }
    return found
  }

  private func remote(
    _ text: String, _ path: String, _ place: Place, _ journal: Journal,
    _ problems: inout Diagnostics
  ) -> Found? {
    do throws(RemoteSource.Refusal) {
      let source = try RemoteSource(text)
      return read(source, path, place, journal, &problems)
    } catch {
      problems.append(
        Diagnostic(
          .error, error.message, at: place, hint: error.hint, hidesLine: error.hidesText))
      return nil
    }
  }

  private func read(
    _ source: RemoteSource, _ path: String, _ place: Place, _ journal: Journal,
    _ problems: inout Diagnostics
  ) -> Found? {
    guard
      let stored = remotes.find(source, as: path, at: place, journal, reporting: &problems)
    else { return nil }
    let folder = SourceFolder(stored, of: source)
    do throws(HostError) {
      let bytes = try folder.read(Self.file, limitBytes: YAMLReader.sizeLimitBytes)
      let text = ManifestText(
        bytes, file: folder.shown(Self.file), path: "\(stored.path)/\(Self.file)",
        inDirectory: source.name)
      return found(text, folder.key(Self.file), "\(source)", folder, source, journal, &problems)
    } catch {
      problems.error(Message.noModule(source, error), at: place, hint: Message.isRemoteDirectory)
      return nil
    }
  }

  private func search(
    _ text: String, _ path: String, _ place: Place, _ folder: SourceFolder, _ journal: Journal,
    _ problems: inout Diagnostics
  ) -> Found? {
    if let remote = folder.remote {
      if let source = folder.neighbour(text) {
        return read(source, path, place, journal, &problems)
      }
      if text.hasPrefix("/") {
        problems.error(Message.outside(text, remote), at: place, hint: Message.neighbour)
        return nil
      }
    }
    do throws(HostError) {
      if text.hasPrefix("/") || text.hasPrefix("./") || text.hasPrefix("../") {
        return try read(text, in: folder, journal, &problems)
      }
      guard ModuleEntry.isName(text) else {
        problems.error(Message.noSource(text), at: place, hint: Message.sourceHint(text))
        return nil
      }
      for directory in directories {
        do throws(HostError) {
          return try read("\(directory)/\(text)", in: home, journal, &problems)
        } catch  where error.reason == .notFound {
          continue
        }
      }
    } catch {
      problems.error(Message.unreadable(text, error), at: place, hint: Message.isDirectory)
      return nil
    }
    let neighbour = folder.remote == nil ? nil : Message.neighbour
    problems.error(Message.missing(text), at: place, hint: neighbour ?? hint(text))
    return nil
  }

  private var directories: [String] {
    ["modules", "Modules"] + surroundings.modulePath + [Self.installed]
  }

  private func read(
    _ directory: String, in folder: SourceFolder, _ journal: Journal,
    _ problems: inout Diagnostics
  ) throws(HostError) -> Found? {
    let path = "\(directory)/\(Self.file)"
    let bytes = try folder.read(path, limitBytes: YAMLReader.sizeLimitBytes)
    let shown = folder.shown(path)
    let key = folder.key(path)
    let beside = key.hasPrefix("/") || homePath.isEmpty ? key : "\(homePath)/\(key)"
    return found(
      ManifestText(bytes, file: shown, path: folder.keptPath(path) ?? beside), key,
      folder.shown(directory),
      folder.folder(ofFile: path), nil, journal, &problems)
  }

  private func found(
    _ text: ManifestText, _ key: String, _ shown: String, _ folder: SourceFolder,
    _ remote: RemoteSource?, _ journal: Journal, _ problems: inout Diagnostics
  ) -> Found? {
    journal.keep(text.bytes, as: text.file)
    let (root, found) = YAMLReader(file: text.file).read(text.bytes)
    problems.append(contentsOf: found)
    if root == nil, found.hasErrors { return nil }
    return Found(
      key: key, shown: shown, folder: folder, text: text, root: root, remote: remote)
  }

  private func hint(_ text: String) -> String {
    let names = directories.flatMap { directory in
      ((try? home.list(directory)) ?? []).filter(ModuleEntry.isName).sorted()
    }
    return nearest(to: text, among: names).map { "did you mean '\($0)'?" }
      ?? "it was looked for in \(directories.joined(separator: ", "))"
  }
}

private enum Message {
  static let tooMany = "more than 100000 modules are used"
  static func noModule(_ source: RemoteSource, _ error: HostError) -> String {
    "cannot read the module '\(source)': \(error.because)"
  }
  static func outside(_ path: String, _ remote: RemoteSource) -> String {
    "'\(path)' leads out of the repository of '\(remote)'"
  }
  static let neighbour = "in a module of another host, name its neighbour by its path, as ../other"
  static func noSource(_ text: String) -> String { "'\(text)' is no source of a module" }
  static func sourceHint(_ text: String) -> String {
    text.isEmpty
      ? "a name, or a path that begins with ./" : "a path begins with ./, as './\(text)'"
  }
  static func unreadable(_ text: String, _ error: HostError) -> String {
    "cannot read the module '\(text)': \(error.because)"
  }
  static let isDirectory =
    "a module is a directory with \(ModuleLibrary.file); a path is relative to the file it is in"
  static let isRemoteDirectory =
    "a module is a directory with \(ModuleLibrary.file); it stands behind '//' in the source"
  static func missing(_ text: String) -> String { "there is no module '\(text)'" }
}
