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
  }

  static let installed = "/usr/share/converge/modules"
  static let file = "module.yml"
  /// So many uses of modules are in a manifest at most.
  private static let useLimit = 100_000

  let kinds: KindCatalog
  let surroundings: Surroundings
  private let home: SourceFolder
  /// The manifest's directory, absolute; empty for standard input.
  private let homePath: String
  private let state = Mutex(State())

  private struct State {
    /// By where they were asked for and what was asked for.
    var known: [String: Found] = [:]
    var useCount = 0
  }

  /// - Parameter home: the manifest's directory.
  init(
    _ kinds: KindCatalog, _ surroundings: Surroundings, home: SourceFolder, of text: ManifestText
  ) {
    self.kinds = kinds
    self.surroundings = surroundings
    self.home = home
    homePath = text.path.lastIndex(of: "/").map { String(text.path[..<$0]) } ?? ""
  }

  /// The module that a source names; what is right of it is read once.
  ///
  /// - Returns: nil after a problem was reported.
  func find(
    _ source: Node, from folder: SourceFolder, _ journal: Journal,
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
      return known
    }
    let found = search(text, source.place, folder, journal, &problems)
    if let found { state.withLock { $0.known[question] = found } }
    return found
  }

  private func search(
    _ text: String, _ place: Place, _ folder: SourceFolder, _ journal: Journal,
    _ problems: inout Diagnostics
  ) -> Found? {
    if text.contains("://") || text.hasPrefix("git+") || text.hasPrefix("git@") {
      problems.error(Message.remote, at: place, hint: Message.remoteHint)
      return nil
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
    problems.error(Message.missing(text), at: place, hint: hint(text))
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
    journal.keep(bytes, as: shown)
    let (root, found) = YAMLReader(file: shown).read(bytes)
    problems.append(contentsOf: found)
    if root == nil, found.hasErrors { return nil }
    let key = folder.key(path)
    let full = key.hasPrefix("/") || homePath.isEmpty ? key : "\(homePath)/\(key)"
    return Found(
      key: key, shown: folder.shown(directory), folder: folder.folder(ofFile: path),
      text: ManifestText(bytes, file: shown, path: full), root: root)
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
  static let remote = "remote modules are not in this version yet"
  static let remoteHint = "copy it to modules/ beside the manifest, and name it"
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
  static func missing(_ text: String) -> String { "there is no module '\(text)'" }
}
