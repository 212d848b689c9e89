/// The keys, values or pairs of a mapping, as its methods give them.
final class DictView: TemplateObject {
  enum Part: String { case keys, values, items }

  private let dict: DictBox
  private let part: Part

  init(_ dict: DictBox, _ part: Part) {
    self.dict = dict
    self.part = part
  }

  override func letGo() { dict.removeAll() }

  override var kindName: String { "the \(part.rawValue) of a mapping" }
  override var isData: Bool { true }
  override var isHashable: Bool { part == .values }
  override var length: Int? { dict.count }

  var all: [Datum] {
    switch part {
    case .keys: dict.keys
    case .values: dict.values
    case .items: (0..<dict.count).map { .tuple([dict.key(at: $0), dict.value(at: $0)]) }
    }
  }

  override func elements(_ run: Run) throws(TemplateError) -> [Datum]? {
    try run.spend(dict.count)
    return all
  }

  override func contains(_ member: Datum, _ run: Run) throws(TemplateError) -> Bool? {
    guard part == .keys else { return nil }
    return try run.contains(.dict(dict), member)
  }

  override func equals(_ other: TemplateObject, _ run: Run) throws(TemplateError) -> Bool {
    guard let other = other as? DictView, part != .values, other.part == part,
      dict.count == other.dict.count
    else { return self === other }
    if part == .items { return try run.isEqual(.dict(dict), .dict(other.dict)) }
    for position in 0..<dict.count
    where other.dict.value(of: dict.key(at: position), hash: dict.hash(at: position)) == nil {
      return false
    }
    return true
  }

  override func description(_ run: Run) throws(TemplateError) -> String {
    "dict_\(part.rawValue)(\(try run.description(.list(all))))"
  }
}
