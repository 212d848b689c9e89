/// What a template can hold that is neither a scalar nor a plain collection.
///
/// The defaults are those of a thing without any ability; a subclass says what it can.
class TemplateObject {
  /// What an error calls it: `a namespace`.
  var kindName: String { "an object" }

  /// Whether it holds data of its own, so that it can be sensitive.
  var isData: Bool { false }

  var isHashable: Bool { true }
  var isCallable: Bool { false }
  /// What `is mapping` says.
  var isMapping: Bool { false }

  /// An attribute, nil where there is none.
  func attribute(_ name: String, _ run: Run) throws(TemplateError) -> Datum? { nil }

  /// An element, nil where there is none.
  func item(_ key: Datum, _ run: Run) throws(TemplateError) -> Datum? { nil }

  func call(_ arguments: Arguments, _ run: Run) throws(TemplateError) -> Datum {
    throw run.failure(.type, Message.notCallable(kindName))
  }

  /// The elements that iteration gives, nil where it cannot be iterated.
  func elements(_ run: Run) throws(TemplateError) -> [Datum]? { nil }

  /// How many elements, nil where that is not known.
  var length: Int? { nil }

  func isTrue(_ run: Run) throws(TemplateError) -> Bool { length != 0 }

  func contains(_ member: Datum, _ run: Run) throws(TemplateError) -> Bool? { nil }

  /// A part of it, nil where it has no parts in order.
  func slice(_ range: SliceRange, _ run: Run) throws(TemplateError) -> Datum? { nil }

  func equals(_ other: TemplateObject, _ run: Run) throws(TemplateError) -> Bool { self === other }

  /// What Python's `repr` would show.
  func description(_ run: Run) throws(TemplateError) -> String { "<\(kindName)>" }

  /// What it prints as.
  func text(_ run: Run) throws(TemplateError) -> String { try description(run) }

  /// Gives up what it holds, at the end of a rendering.
  func letGo() {}

  /// Whether printing gives text that is escaped already.
  var isMarkup: Bool { false }
}

private enum Message {
  static func notCallable(_ kind: String) -> String { "\(kind) cannot be called" }
}
