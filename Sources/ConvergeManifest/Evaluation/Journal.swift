internal import ConvergeCore
internal import Synchronization

/// What the evaluation of a manifest has to remember while definitions use one another.
///
/// A class behind a lock: definitions are evaluated from within the template engine, which hands
/// nothing through. Each module has one of its own, since its names are its own; what is reported
/// and what is under way is shared by all.
final class Journal: Sendable {
  /// A number that was defined in a way that an expression does not keep: `1.10`, `0o644`.
  struct Definition: Sendable {
    /// `variables.version`.
    let name: String
    let text: String
    let place: Place
  }

  private struct State {
    var problems = Diagnostics()
    /// How often something was asked for that is wrong and was reported where it stands.
    var failures = 0
    /// The definitions under way, the outermost first.
    var open: [String] = []
    var texts: [String: [UInt8]] = [:]
    var renumbered: [Place: Definition] = [:]
  }

  /// What all journals of a manifest share.
  private final class Shared: Sendable {
    let state = Mutex(State())
  }

  private let shared: Shared
  /// What names are called by in circles: `docker/` in a module.
  private let prefix: String
  private let numbers = Mutex<[Definition]>([])

  init() {
    shared = Shared()
    prefix = ""
  }

  /// The journal of a module.
  init(of parent: Journal, module: String) {
    shared = parent.shared
    prefix = "\(parent.prefix)\(module)/"
  }
  var failures: Int { shared.state.withLock { $0.failures } }

  /// Counts a use of something that was reported.
  func countFailure() { shared.state.withLock { $0.failures += 1 } }

  /// Reports something about a definition.
  func report(_ problem: Diagnostic) { shared.state.withLock { $0.problems.append(problem) } }

  /// Hands over what was reported.
  func takeProblems() -> Diagnostics {
    shared.state.withLock { state in
      defer { state.problems = Diagnostics() }
      return state.problems
    }
  }

  /// Why a definition cannot be opened.
  enum Refusal {
    /// From itself to itself.
    case circle([String])
    /// So many are under way that the stack would not hold more.
    case depth

    /// - Parameter what: what goes in a circle, as `definitions`.
    func message(_ what: String) -> String {
      switch self {
      case .circle(let names):
        "\(what) go in a circle: \(names.joined(separator: " → "))"
      case .depth: "\(what) use one another more than \(Journal.depthLimit) deep"
      }
    }
  }

  static let depthLimit = 256

  /// Opens a definition.
  ///
  /// - Returns: nil where it is open.
  func open(_ name: String) -> Refusal? {
    let name = prefix + name
    return shared.state.withLock { state -> Refusal? in
      if let index = state.open.firstIndex(of: name) {
        return .circle(state.open[index...] + [name])
      }
      if state.open.count >= Self.depthLimit { return .depth }
      state.open.append(name)
      return nil
    }
  }

  func close() { shared.state.withLock { _ = $0.open.popLast() } }

  /// Keeps a text that places point into.
  func keep(_ text: [UInt8], as file: String) { shared.state.withLock { $0.texts[file] = text } }

  /// The texts that places point into, by the names that they use.
  var texts: [String: [UInt8]] { shared.state.withLock { $0.texts } }

  func text(of file: String) -> [UInt8]? { shared.state.withLock { $0.texts[file] } }

  /// Keeps in mind that a definition is a number whose writing is lost.
  func note(_ definition: Definition) { numbers.withLock { $0.append(definition) } }

  /// The number whose writing is lost that an expression mentions.
  func number(mentionedIn expression: String) -> Definition? {
    let numbers = numbers.withLock { $0 }
    return numbers.first { Self.mentions(expression, $0.name) }
  }

  private static func mentions(_ text: String, _ name: String) -> Bool {
    let (text, name) = (Array(text.utf8), Array(name.utf8))
    func isWord(_ byte: UInt8) -> Bool {
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
    return text.indices.contains { index in
      guard text[index...].starts(with: name) else { return false }
      let end = index + name.count
      return (index == 0 || !isWord(text[index - 1])) && (end == text.count || !isWord(text[end]))
    }
  }

  /// Keeps in mind what gave the number at a place.
  func noteRenumbered(_ definition: Definition, at place: Place) {
    shared.state.withLock { $0.renumbered[place] = definition }
  }

  /// What gave the number at a place.
  func definition(ofNumberAt place: Place) -> Definition? {
    shared.state.withLock { $0.renumbered[place] }
  }
}
