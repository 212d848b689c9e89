internal import ConvergeCore

/// A value while a template runs, with the types and the identity rules of Python's.
///
/// Integers have 64 bits; what would not fit is an error, never a float. Lists, tuples and
/// mappings are boxes with an identity, since a template can change a list that it has two names
/// for. What is sensitive is wrapped, and only `Run.reveal` opens it.
enum Datum {
  /// No value at all: a variable that was never set. It never leaves a slot.
  case missing
  case undefined(Undefined)
  case none
  case boolean(Bool)
  case integer(Int64)
  case float(Double)
  case string(String)
  /// A string that needs no escaping where escaping is on.
  case markup(String)
  case list(ListBox)
  case tuple(ListBox)
  case dict(DictBox)
  case object(TemplateObject)
  case sensitive(SensitiveBox)

  var isMissing: Bool { if case .missing = self { true } else { false } }

  var isUndefined: Bool { if case .undefined = self { true } else { false } }

  /// The same, wrapped as sensitive; what has no content of its own stays as it is.
  var asSensitive: Datum {
    switch self {
    case .sensitive, .missing, .undefined, .none: self
    case .object(let object) where !object.isData:
      if let function = object as? NativeFunction { .object(function.asSensitive) } else { self }
    default: .sensitive(SensitiveBox(self))
    }
  }

  /// Whether it is a thing of its own, not only a value.
  var hasIdentity: Bool {
    switch self {
    case .list, .tuple, .dict, .object, .undefined, .sensitive: true
    default: false
    }
  }

  static func list(_ elements: [Datum]) -> Datum { .list(ListBox(elements)) }

  static func tuple(_ elements: [Datum]) -> Datum { .tuple(ListBox(elements)) }
}

/// The elements of a list or tuple.
class ListBox {
  final var elements: [Datum]
  /// Of a tuple that was asked for its hash: that, and how many values it holds in all.
  final var known: (hash: Int, size: Int)?

  init(_ elements: [Datum]) { self.elements = elements }
}

/// A pair that `groupby` gives: a key and the elements that have it.
final class GroupBox: ListBox {}

/// What must not be shown.
final class SensitiveBox {
  let inner: Datum
  init(_ inner: Datum) { self.inner = inner }
}

/// A name or member that is not there: using it is the error that it carries.
final class Undefined {
  /// Why it is not there; told only once the error is wanted.
  enum Cause {
    case told(String)
    /// No variable of that name.
    case name
    /// No such member or element.
    case member(of: Datum)
    /// The same of what is sensitive, so that nothing but the type may be told.
    case hidden(kind: String)
  }

  let name: String
  private(set) var cause: Cause
  /// The missing `else` of an inline `if`, which prints as nothing.
  let isLenient: Bool
  /// What there is instead.
  private var candidates: (() -> [String])?

  init(
    _ name: String, _ cause: Cause, isLenient: Bool = false, candidates: (() -> [String])? = nil
  ) {
    self.name = name
    self.cause = cause
    self.isLenient = isLenient
    self.candidates = candidates
  }

  convenience init(
    _ name: String, _ message: String, isLenient: Bool = false,
    candidates: (() -> [String])? = nil
  ) {
    self.init(name, .told(message), isLenient: isLenient, candidates: candidates)
  }

  /// Forgets where names are looked for.
  func letGo() {
    cause = .name
    candidates = nil
  }

  var message: String {
    switch cause {
    case .told(let message): message
    case .name: Message.undefined(name)
    case .member(let value): Message.noMember(value.kindName, name)
    case .hidden(let kind): Message.noMember(kind, name)
    }
  }

  var hint: String? {
    var names = candidates?() ?? []
    if case .member(of: .dict(let dict)) = cause, dict.count <= 1_000 {
      names = dict.keys.compactMap { key in if case .string(let text) = key { text } else { nil } }
    }
    return nearest(to: name, among: names).map(didYouMean)
  }
}

private enum Message {
  static func undefined(_ name: String) -> String { "'\(name)' is not defined" }
  static func noMember(_ kind: String, _ name: String) -> String { "\(kind) has no '\(name)'" }
}
