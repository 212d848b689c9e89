/// The variable `loop`, which also drives the loop that it belongs to.
final class LoopObject: TemplateObject {
  private var elements: [Datum]
  private var position = 0
  /// Which elements count; asked only when the next one is wanted.
  private var filter: ((Datum) throws(TemplateError) -> Bool)?
  private var recurse: ((Datum, Int) throws(TemplateError) -> Datum)?
  private let depth: Int
  private var index = -1
  private var current: Datum?
  private var before: Datum?
  private var after: Datum?
  private var lastChanged: Datum?

  init(
    _ elements: [Datum], depth: Int,
    filter: ((Datum) throws(TemplateError) -> Bool)?,
    recurse: ((Datum, Int) throws(TemplateError) -> Datum)?
  ) {
    self.elements = elements
    self.depth = depth
    self.filter = filter
    self.recurse = recurse
  }

  override func letGo() {
    elements = []
    filter = nil
    recurse = nil
    (current, before, after, lastChanged) = (nil, nil, nil, nil)
  }

  override var kindName: String { "the variable 'loop'" }
  override var isCallable: Bool { true }

  /// The element of the next iteration, nil behind the last.
  func advance() throws(TemplateError) -> Datum? {
    var next = after
    after = nil
    if next == nil { next = try pull() }
    guard let next else { return nil }
    index += 1
    before = current
    current = next
    return next
  }

  private func pull() throws(TemplateError) -> Datum? {
    while position < elements.count {
      let element = elements[position]
      position += 1
      guard let filter else { return element }
      if try filter(element) { return element }
    }
    return nil
  }

  private func peek() throws(TemplateError) -> Datum? {
    if after == nil { after = try pull() }
    return after
  }

  private func count() throws(TemplateError) -> Int {
    if filter == nil { return elements.count }
    let peeked = after
    var rest: [Datum] = []
    while let element = try pull() { rest.append(element) }
    let done = index + 1 + (peeked == nil ? 0 : 1)
    elements = [Datum](repeating: .none, count: done) + rest
    position = done
    filter = nil
    return elements.count
  }

  /// What a loop's body can ask for.
  enum Member: String, CaseIterable {
    case index, index0, first, last, length, revindex, revindex0, depth, depth0, previtem, nextitem
    case cycle, changed
  }

  override func attribute(_ name: String, _ run: Run) throws(TemplateError) -> Datum? {
    if let member = Member(rawValue: name) { return try value(member) }
    return .undefined(
      Undefined(name, Message.noMember(name)) { Member.allCases.map(\.rawValue) })
  }

  func value(_ member: Member) throws(TemplateError) -> Datum {
    switch member {
    case .index: return .integer(Int64(index + 1))
    case .index0: return .integer(Int64(index))
    case .first: return .boolean(index == 0)
    case .last: return .boolean(try peek() == nil)
    case .length: return .integer(Int64(try count()))
    case .revindex: return .integer(Int64(try count() - index))
    case .revindex0: return .integer(Int64(try count() - index - 1))
    case .depth: return .integer(Int64(depth + 1))
    case .depth0: return .integer(Int64(depth))
    case .previtem:
      return index > 0
        ? before ?? .none : .undefined(Undefined(member.rawValue, Message.noPrevious))
    case .nextitem:
      return try peek() ?? .undefined(Undefined(member.rawValue, Message.noNext))
    case .cycle, .changed:
      // As it is in this iteration, whenever it is called.
      let index = index
      return .object(
        NativeFunction(member.rawValue) { [self] (arguments, run) throws(TemplateError) in
          try call(member, arguments.positional, index: index, run)
        })
    }
  }

  /// `loop.cycle(…)` and `loop.changed(…)`.
  func call(
    _ member: Member, _ values: [Datum], index: Int? = nil, _ run: Run
  ) throws(TemplateError) -> Datum {
    guard member == .cycle else { return .boolean(try isChanged(.tuple(values), run)) }
    guard !values.isEmpty else { throw run.failure(.type, Message.noValues) }
    return values[(index ?? self.index) % values.count]
  }

  private func isChanged(_ values: Datum, _ run: Run) throws(TemplateError) -> Bool {
    if let lastChanged, try run.isEqual(lastChanged, values) { return false }
    lastChanged = values
    return true
  }

  override var length: Int? { filter == nil ? elements.count : nil }

  /// Renders the loop's body over other elements, one level deeper.
  override func call(_ arguments: Arguments, _ run: Run) throws(TemplateError) -> Datum {
    guard let recurse else { throw run.failure(.type, Message.notRecursive) }
    let values = try Signature("loop", ["iterable"], required: 1).bind(arguments, run)
    return try recurse(values[0] ?? .none, depth + 1)
  }

  override func description(_ run: Run) throws(TemplateError) -> String {
    "<LoopContext \(index + 1)/\(try count())>"
  }
}

private enum Message {
  static let noPrevious = "there is no element before the first"
  static let noNext = "there is no element behind the last"
  static let noValues = "'loop.cycle' needs values"
  static let notRecursive = "the loop can be called only if it is marked 'recursive'"
  static func noMember(_ name: String) -> String { "'loop' has no '\(name)'" }
}
