internal import ConvergeCore

/// One rendering: what it may still do, where it is, and whether it has seen a sensitive value.
///
/// Every operation on values is one of its methods, so that none can forget a bound or a mark.
final class Run {
  let engine: TemplateEngine
  let limits: TemplateLimits
  private(set) var stepsLeft: Int
  /// The part of the template that is under way.
  var spot = Spot.nowhere
  /// The templates that are under way, by the places that led into each.
  private(set) var chain: [Spot] = []
  /// Whether a sensitive value was opened since somebody last cleared this.
  var isTouched = false
  /// Whether escaping is on for the filter that is called.
  var isEscaping = false
  private(set) var level = 0
  var random: SeededRandom
  /// What templates export without any context.
  var modules: [ObjectIdentifier: ModuleObject] = [:]
  /// Frames that macros refer to, which refer to the macros.
  private var circles: [Frame] = []

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
  func keepUntilEnd(_ frame: Frame) {
    if circles.last !== frame { circles.append(frame) }
  }

  /// Lets go of everything.
  func end() {
    for frame in circles { frame.clear() }
    circles = []
    modules = [:]
  }

  /// Counts work.
  @inline(__always)
  func spend(_ steps: Int = 1) throws(TemplateError) {
    stepsLeft -= steps
    if stepsLeft < 0 { throw failure(.steps, Message.steps(limits.steps)) }
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
    return try body()
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
    isTouched = false
    let result = try operation()
    let marked = isTouched ? result.asSensitive : result
    isTouched = before
    return marked
  }
}

private enum Message {
  static func steps(_ limit: Int) -> String { "the template takes more than \(limit) steps" }
  static func output(_ limit: Int) -> String { "the result is larger than \(limit) bytes" }
  static func levels(_ limit: Int) -> String { "the template nests deeper than \(limit) levels" }
}
