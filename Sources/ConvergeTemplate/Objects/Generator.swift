/// What can be iterated once and has neither length nor positions, as filters like `map` give it.
///
/// The elements are computed beforehand; only what Python lets one do with them is kept.
final class Generator: TemplateObject {
  private var rest: ArraySlice<Datum>

  init(_ elements: [Datum]) { rest = elements[...] }

  override func letGo() { rest = [] }

  override var kindName: String { "a sequence that can only be iterated" }
  override var isData: Bool { true }

  override func elements(_ run: Run) throws(TemplateError) -> [Datum]? {
    defer { rest = [] }
    return Array(rest)
  }

  /// The next element, nil behind the last.
  func next() -> Datum? { rest.popFirst() }

  override func isTrue(_ run: Run) throws(TemplateError) -> Bool { true }

  override func description(_ run: Run) throws(TemplateError) -> String { "<generator object>" }
}
