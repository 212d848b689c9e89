/// An expression that is ready to run.
class ExpressionCode {
  func value(_ frame: Frame) throws(TemplateError) -> Datum { .none }

  /// A value that is the same in every run, so that it need not be computed again.
  var constant: Datum? { nil }
}

/// A statement that is ready to run.
class StatementCode {
  func run(_ frame: Frame, _ output: inout Output) throws(TemplateError) {}
}

/// What a template prints, or a part of it that is captured.
struct Output {
  var bytes: [UInt8] = []

  /// An empty one with room for so many bytes.
  init(reserving count: Int = 256) { bytes.reserveCapacity(count) }

  @inline(__always)
  mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// What a value prints as.
  @inline(__always)
  mutating func write(_ value: Datum, _ run: Run) throws(TemplateError) {
    switch value {
    case .string(let text), .markup(let text):
      if text.utf8.count > 64 { try run.spend(text.utf8.count >> 6) }
      write(text)
    case .integer(let number): write(number)
    default: write(try run.text(value))
    }
    if bytes.count > run.limits.outputBytes { try run.allow(bytes: bytes.count) }
  }

  private mutating func write(_ number: Int64) {
    if number >= 0, number < 10 {
      bytes.append(UInt8(48 + number))
      return
    }
    var rest = number.magnitude
    let start = bytes.count
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    let digits = bytes.count
    while rest > 0 {
      bytes.append(UInt8(48 + rest % 10))
      rest /= 10
    }
    bytes[(number < 0 ? digits : start)...].reverse()
  }

  /// All of it as text.
  var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// The variables of one call of a function.
final class Frame {
  let slots: UnsafeMutablePointer<Datum>
  private let count: Int
  /// The call of the function around this one.
  let parent: Frame?
  let context: Context
  let run: Run
  /// What the template extends, once it said so; of a template's own frame.
  var base: Template?

  init(_ count: Int, parent: Frame?, context: Context, run: Run) {
    self.count = count
    self.parent = parent
    self.context = context
    self.run = run
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
