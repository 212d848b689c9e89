/// An expression that is ready to run.
class ExpressionCode {
  func value(_ frame: Frame) throws(TemplateError) -> Datum { .none }

  /// The value; nil where it is undefined.
  func valueIfDefined(_ frame: Frame) throws(TemplateError) -> Datum? {
    let value = try value(frame)
    return value.isUndefined ? nil : value
  }

  /// A value that is the same in every run, so that it need not be computed again.
  var constant: Datum? { nil }

  /// Whether it is written out, so that nothing is missed where it is not computed.
  var isLiteral: Bool { constant != nil }
}

/// A statement that is ready to run; this one does nothing.
class StatementCode {
  func run(_ frame: Frame) throws(TemplateError) {}
}

/// Statements one behind the other. A tree of fours and not an array, which would count references
/// to each of them every time.
final class SequenceCode: StatementCode {
  private let first: StatementCode
  private let second: StatementCode
  private let third: StatementCode
  private let fourth: StatementCode

  private init(_ quarters: [StatementCode]) {
    (first, second, third, fourth) = (quarters[0], quarters[1], quarters[2], quarters[3])
  }

  /// One statement for all of them.
  static func joined(_ codes: some Collection<StatementCode>) -> StatementCode {
    guard codes.count > 1 else { return codes.first ?? StatementCode() }
    let size = (codes.count + 3) / 4
    let quarters = (0..<4).map { joined(codes.dropFirst($0 * size).prefix(size)) }
    return SequenceCode(quarters)
  }

  override func run(_ frame: Frame) throws(TemplateError) {
    try first.run(frame)
    try second.run(frame)
    try third.run(frame)
    try fourth.run(frame)
  }
}

/// The variables of one call of a function.
final class Frame {
  let slots: UnsafeMutablePointer<Datum>
  private let count: Int
  /// The call of the function around this one.
  let parent: Frame?
  let context: Context
  let run: Run
  /// Where the run prints; here too, since every statement asks for it.
  let output: Output
  /// What the template extends, once it said so; of a template's own frame.
  var base: Template?

  init(_ count: Int, parent: Frame?, context: Context, run: Run) {
    self.count = count
    self.parent = parent
    self.context = context
    self.run = run
    output = run.output
    slots = .allocate(capacity: max(1, count))
    slots.initialize(repeating: .missing, count: count)
  }

  /// Lets go of every value.
  func clear() {
    slots.update(repeating: .missing, count: count)
    context.letGo()
  }

  deinit {
    slots.deinitialize(count: count)
    slots.deallocate()
  }

  /// The frame so many functions further out.
  @inline(__always)
  func outer(_ hops: Int) -> Frame {
    var frame = self
    for _ in 0..<hops {
      guard let parent = frame.parent else { break }
      frame = parent
    }
    return frame
  }

  var outermost: Frame {
    var frame = self
    while let parent = frame.parent { frame = parent }
    return frame
  }
}

/// Where a variable is, seen from a function.
struct Slot {
  let hops: Int
  let index: Int

  @inline(__always)
  func read(_ frame: Frame) -> Datum {
    hops == 0 ? frame.slots[index] : frame.outer(hops).slots[index]
  }

  @inline(__always)
  func write(_ value: Datum, _ frame: Frame) {
    if hops == 0 { frame.slots[index] = value } else { frame.outer(hops).slots[index] = value }
  }
}
