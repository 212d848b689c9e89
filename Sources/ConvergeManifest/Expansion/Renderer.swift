internal import ConvergeCore
internal import ConvergeTemplate

/// Renders templates that lie beside a manifest, with the settings that Ansible has: `trim_blocks`
/// and `keep_trailing_newline` on.
final class Renderer {
  static let sizeLimitBytes = 16 << 20

  private let journal: Journal
  private let seed: UInt64
  private var folders: [String: Loaded] = [:]

  /// What was read from one directory of templates.
  private final class Loaded {
    let engine: TemplateEngine
    var templates: [String: Result<Template, Unusable>] = [:]

    init(_ engine: TemplateEngine) { self.engine = engine }
  }

  private enum Unusable: Error {
    case unreadable(HostError)
    case wrong(TemplateError)
  }

  init(journal: Journal, seed: UInt64) {
    self.journal = journal
    self.seed = seed
  }

  /// The rendered text, at the place where the template's path stands.
  ///
  /// - Returns: nil after a problem was reported.
  func render(
    _ path: Node, in scope: Scope, of origin: DocumentOrigin,
    reporting problems: inout Diagnostics
  ) -> Node? {
    let name = path.scalar?.text ?? ""
    let failures = journal.failures
    let loaded = loaded(name, origin.folder)
    do throws(Unusable) {
      let template = try template(name, origin.folder, loaded)
      let result: TemplateResult
      do throws(TemplateError) {
        result = try loaded.engine.render(
          template, names: scope.inputs, seed: Evaluator.mixed(seed, path.place))
      } catch {
        throw .wrong(error)
      }
      guard let text = String(validating: result.bytes, as: UTF8.self) else {
        problems.error(Message.noText(name), at: path.place)
        return nil
      }
      return Node(
        .scalar(Scalar(text, isPlain: false, isSensitive: result.isSensitive)), at: path.place)
    } catch {
      switch error {
      case .unreadable(let error):
        problems.error(
          Message.unreadable(name, error), at: path.place,
          hint: error.reason == .tooLarge ? Message.limit : Message.relative)
      case .wrong(let error):
        if journal.failures > failures { return nil }
        report(error, path, &problems)
      }
      return nil
    }
  }

  private func report(_ error: TemplateError, _ path: Node, _ problems: inout Diagnostics) {
    let chain = error.chain.reversed().map { Diagnostic.Related(Message.included, at: $0) }
    let user = error.place == nil ? [] : [Diagnostic.Related(Message.rendered, at: path.place)]
    problems.error(
      error.message, at: error.place ?? path.place, hint: error.hint, related: chain + user)
  }

  private func loaded(_ path: String, _ folder: SourceFolder) -> Loaded {
    let directory = folder.folder(ofFile: path)
    let key = "\(directory.key(""))\n\(folder.key(""))"
    if let known = folders[key] { return known }
    let loader = BesideTemplate(places: [directory, folder], journal: journal)
    let syntax = TemplateSyntax(trimsBlocks: true, stripsBlocks: false, keepsTrailingNewline: true)
    let made = Loaded(TemplateEngine(loader: loader, yaml: TemplateDocuments(), syntax: syntax))
    folders[key] = made
    return made
  }

  private func template(
    _ path: String, _ folder: SourceFolder, _ loaded: Loaded
  ) throws(Unusable) -> Template {
    if let known = loaded.templates[path] { return try known.get() }
    let result = read(path, folder, loaded)
    loaded.templates[path] = result
    return try result.get()
  }

  private func read(
    _ path: String, _ folder: SourceFolder, _ loaded: Loaded
  ) -> Result<Template, Unusable> {
    do throws(HostError) {
      let bytes = try folder.read(path, limitBytes: Self.sizeLimitBytes)
      let shown = folder.shown(path)
      journal.keep(bytes, as: shown)
      do throws(TemplateError) {
        return .success(try loaded.engine.template(bytes, name: shown))
      } catch {
        return .failure(.wrong(error))
      }
    } catch {
      return .failure(.unreadable(error))
    }
  }
}

/// Templates that another one includes: beside it first, then beside the manifest.
private struct BesideTemplate: TemplateLoader {
  let places: [SourceFolder]
  let journal: Journal

  func template(_ name: String) throws(TemplateInputFailure) -> FoundTemplate? {
    for folder in places {
      do throws(HostError) {
        let bytes = try folder.read(name, limitBytes: Renderer.sizeLimitBytes)
        let shown = folder.shown(name)
        journal.keep(bytes, as: shown)
        return FoundTemplate(bytes, file: shown)
      } catch {
        if error.reason != .notFound {
          throw TemplateInputFailure("cannot read '\(name)': \(error.because)", hint: error.remedy)
        }
      }
    }
    return nil
  }
}

private enum Message {
  static func unreadable(_ path: String, _ error: HostError) -> String {
    "cannot read the template '\(path)': \(error.because)"
  }
  static let limit = "a template has at most 16 MiB"
  static let relative = "a path is relative to the file that it stands in"
  static func noText(_ path: String) -> String { "the template '\(path)' gives no UTF-8 text" }
  static let included = "used here"
  static let rendered = "rendered for this"
}
