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
    case .object(let function as NativeFunction): .object(function.asSensitive)
    case .object(let object) where !object.isData: self
    default: .sensitive(SensitiveBox(self))
    }
  }

  static func list(_ elements: [Datum]) -> Datum { .list(ListBox(elements)) }

  static func tuple(_ elements: [Datum]) -> Datum { .tuple(ListBox(elements)) }
}

/// The elements of a list or tuple.
class ListBox {
  final var elements: [Datum]
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
  let name: String
  let message: String
  /// The missing `else` of an inline `if`, which prints as nothing.
  let isLenient: Bool
  /// What there is instead, looked for only once the error is wanted.
  private let candidates: () -> [String]

  init(
    _ name: String, _ message: String, isLenient: Bool = false,
    candidates: @escaping () -> [String] = { [] }
  ) {
    self.name = name
    self.message = message
    self.isLenient = isLenient
    self.candidates = candidates
  }

  var hint: String? { nearest(to: name, among: candidates()).map(didYouMean) }
}
