internal import ConvergeCore
internal import ConvergeYAML

/// A manifest and all that it includes.
struct Gathering {
  private static let fileLimit = 1_000

  /// What is included comes before what includes it; the manifest itself is the last.
  private(set) var documents: [Document] = []

  private let kinds: KindCatalog
  private let journal: Journal
  private let evaluator: Evaluator
  private let scope: Scope
  /// Files that were read or are being read, by what they are.
  private var known: Set<String> = []
  /// The files under way, the outermost first.
  private var open: [(key: String, shown: String)] = []

  /// - Parameter scope: what paths of includes see: facts and the environment.
  init(
    _ root: Node?, of text: ManifestText, in folder: SourceFolder, kinds: KindCatalog,
    _ evaluator: Evaluator, _ scope: Scope, _ journal: Journal, module: ModuleOrigin?,
    reporting problems: inout Diagnostics
  ) {
    self.kinds = kinds
    self.journal = journal
    self.evaluator = evaluator
    self.scope = scope
    let name = text.path.split(separator: "/").last.map(String.init) ?? ""
    let key = folder.key(name)
    known.insert(key)
    open.append((key, text.file))
    let origin = DocumentOrigin(file: text.file, folder: folder, module: module)
    let document = Document(root, origin: origin, kinds: kinds, reporting: &problems)
    include(document, from: origin, &problems)
    documents.append(document)
  }

  private mutating func include(
    _ document: Document, from origin: DocumentOrigin, _ problems: inout Diagnostics
  ) {
    for node in document.includes {
      guard let path = evaluator.evaluateName(node, in: scope, reporting: &problems)?.scalar?.text
      else { continue }
      let paths: [String]
      if Pattern.isPattern(path) {
        paths = Glob(path).paths(in: origin.folder)
        if paths.isEmpty { problems.warning(Message.noMatch(path), at: node.place) }
      } else {
        paths = [path]
      }
      for path in paths { read(path, node, from: origin, &problems) }
    }
  }

  private mutating func read(
    _ path: String, _ node: Node, from origin: DocumentOrigin, _ problems: inout Diagnostics
  ) {
    let key = origin.folder.key(path)
    let shown = origin.folder.shown(path)
    if let first = open.firstIndex(where: { $0.key == key }) {
      let circle = open[first...].map(\.shown) + [shown]
      problems.error(Message.circle(circle), at: node.place)
      return
    }
    guard known.insert(key).inserted else { return }
    guard known.count <= Self.fileLimit else {
      problems.error(Message.tooMany, at: node.place)
      return
    }
    let bytes: [UInt8]
    do throws(HostError) {
      bytes = try origin.folder.read(path, limitBytes: YAMLReader.sizeLimitBytes)
    } catch {
      problems.error(Message.unreadable(path, error), at: node.place, hint: Message.relative)
      return
    }
    journal.keep(bytes, as: shown)
    let (root, found) = YAMLReader(file: shown).read(bytes)
    problems.append(contentsOf: found)
    if root == nil, found.hasErrors { return }
    open.append((key, shown))
    let inner = DocumentOrigin(
      file: shown, folder: origin.folder.folder(ofFile: path), module: origin.module)
    let document = Document(root, origin: inner, kinds: kinds, reporting: &problems)
    include(document, from: inner, &problems)
    documents.append(document)
    open.removeLast()
  }
}

private enum Message {
  static func noMatch(_ pattern: String) -> String { "'\(pattern)' matches no file" }
  static func circle(_ files: [String]) -> String {
    "files include one another in a circle: \(files.joined(separator: " → "))"
  }
  static let tooMany = "more than 1000 files are included"
  static func unreadable(_ path: String, _ error: HostError) -> String {
    "cannot read the included '\(path)': \(error.because)"
  }
  static let relative = "a path is relative to the file that it stands in"
}
