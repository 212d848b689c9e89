internal import ConvergeCore

/// One rendering: what it may still do, where it is, and whether it has seen a sensitive value.
///
/// Every operation on values is one of its methods, so that none can forget a bound or a mark.
final class Run {
  let engine: TemplateEngine
  let limits: TemplateLimits
  let output = Output()
  private(set) var stepsLeft: Int
  /// The part of the template that is under way.
  var spot = Spot.nowhere
  /// The templates that are under way, by the places that led into each.
  private(set) var chain: [Spot] = []
  /// Whether a sensitive value was opened since somebody last cleared this.
  var isTouched = false
  /// The same of the operations around the one that is under way.
  private var isTouchedOutside = false
  /// Whether escaping is on for the filter that is called.
  var isEscaping = false
  private(set) var level = 0
  var random: SeededRandom
  /// What templates export without any context.
  var modules: [ObjectIdentifier: ModuleObject] = [:]
  /// Frames that macros refer to, which refer to the macros.
  private var circles: [Frame] = []
  /// What was put somewhere and may hold anything.
  private var kept: [Datum] = []
  private let stack = StackGauge()

  init(_ engine: TemplateEngine, seed: UInt64) {
    self.engine = engine
    limits = engine.limits
    stepsLeft = engine.limits.steps
    random = SeededRandom(seed: seed)
  }

  /// An error here and now.
  func failure(
    _ kind: TemplateError.Kind, _ message: String, hint: String? = nil
  ) -> TemplateError {
    TemplateError(
      kind, message, hint: hint, place: engine.place(spot),
      chain: chain.compactMap { engine.place($0) })
  }

  /// Remembers a frame that something in it refers to, so that `end` can let it go.
  func keepUntilEnd(_ frame: Frame) throws(TemplateError) {
    if circles.last === frame { return }
    try spend(16)
    circles.append(frame)
  }

  /// Remembers a value that was put somewhere, so that `end` can take it apart.
  ///
  /// What a loop nests a million levels deep would else be let go level by level, on the stack, and
  /// what holds itself would stay for ever.
  func keep(_ value: Datum) throws(TemplateError) {
    guard value.holdsOthers else { return }
    try spend(8)
    kept.append(value)
  }

  /// Lets go of everything.
  func end() {
    for frame in circles { frame.clear() }
    for value in kept { value.letGo() }
    circles = []
    kept = []
    modules = [:]
  }

  /// Counts work, and memory: about sixteen bytes are a step.
  @inline(__always)
  func spend(_ steps: Int = 1) throws(TemplateError) {
    guard steps <= stepsLeft else {
      stepsLeft = 0
      throw failure(.steps, Message.steps(limits.steps))
    }
    stepsLeft -= steps
  }

  /// Counts what it takes to read a value or to make it, by its size.
  @inline(__always)
  func charge(_ value: Datum) throws(TemplateError) {
    switch value {
    case .string(let text), .markup(let text):
      let size = text.utf8.count
      if size > 64 { try spend(size >> 4) }
    case .list(let box), .tuple(let box): try spend(box.elements.count)
    case .dict(let dict): try spend(dict.sizeAtMost << 2)
    case .sensitive(let box): try charge(box.inner)
    default: break
    }
  }

  /// The same, of a text alone.
  @inline(__always)
  func charge(text value: Datum) throws(TemplateError) {
    if case .string(let text) = value, text.utf8.count > 64 { try spend(text.utf8.count >> 4) }
  }

  /// Counts what it takes to cut a text into lines or words, before it is done: four steps for
  /// each byte that can begin or end one.
  func chargeParts(of text: String) throws(TemplateError) {
    var count = 1
    for byte in text.utf8 {
      switch byte {
      case 0x09...0x0D, 0x1C...0x20, 0xC2, 0xE1...0xE3: count += 1
      default: break
      }
    }
    try spend(count << 2)
  }

  /// Refuses a text or list that would be larger than the output may be.
  func allow(bytes: Int) throws(TemplateError) {
    if bytes > limits.outputBytes { throw failure(.output, Message.output(limits.outputBytes)) }
  }

  /// One level deeper, for as long as `body` runs.
  func deepen<T>(_ body: () throws(TemplateError) -> T) throws(TemplateError) -> T {
    level += 1
    defer { level -= 1 }
    if level > limits.levels { throw failure(.recursion, Message.levels(limits.levels)) }
    // What stands between two levels counts too, in whatever size the compiler made it.
    if stack.usedBytes > Self.stackBytes { throw failure(.recursion, Message.stack) }
    return try body()
  }

  /// How much of the stack a rendering may use; a thread of the system has 8 MB.
  private static let stackBytes = 2 << 20

  /// Whether what values hold must not be shown.
  var hides: Bool { isTouched || isTouchedOutside }

  /// A part of a message that a value gave, which must not show what is sensitive.
  func shown(_ text: @autoclosure () -> String) -> String {
    hides ? Message.sensitive : String(scalars: text().unicodeScalars.prefix(200))
  }

  /// Into another template, for as long as `body` runs.
  func enter<T>(
    _ body: () throws(TemplateError) -> T
  ) throws(TemplateError) -> T {
    chain.append(spot)
    defer { chain.removeLast() }
    return try deepen(body)
  }

  /// Opens what is sensitive, and remembers that it did.
  @inline(__always)
  func reveal(_ value: Datum) -> Datum {
    guard case .sensitive(let box) = value else { return value }
    isTouched = true
    return box.inner
  }

  /// Runs an operation whose result is sensitive where the operation opened something that is.
  @inline(__always)
  func marking(_ operation: () throws(TemplateError) -> Datum) throws(TemplateError) -> Datum {
    let before = isTouched
    let outside = isTouchedOutside
    isTouchedOutside = outside || before
    isTouched = false
    let result = try operation()
    let marked = isTouched ? result.asSensitive : result
    isTouched = before
    isTouchedOutside = outside
    return marked
  }
}

private enum Message {
  static let sensitive = "(sensitive)"
  static let stack = "the template nests too deep"
  static func steps(_ limit: Int) -> String { "the template takes more than \(limit) steps" }
  static func output(_ limit: Int) -> String { "the result is larger than \(limit) bytes" }
  static func levels(_ limit: Int) -> String { "the template nests deeper than \(limit) levels" }
}
