/// What `range` gives: numbers that are not stored.
final class RangeObject: TemplateObject {
  let start: Int64
  let stop: Int64
  let step: Int64

  init(start: Int64, stop: Int64, step: Int64) {
    self.start = start
    self.stop = stop
    self.step = step
  }

  override var kindName: String { "a range" }
  override var isData: Bool { true }

  override var length: Int? {
    let (low, high) = step > 0 ? (start, stop) : (stop, start)
    guard high > low else { return 0 }
    let width = UInt64(bitPattern: high &- low)
    return Int(clamping: (width - 1) / step.magnitude + 1)
  }

  private var count: Int { length ?? 0 }

  private func number(at position: Int) -> Datum { .integer(start &+ Int64(position) &* step) }

  override func item(_ key: Datum, _ run: Run) throws(TemplateError) -> Datum? {
    run.position(key, count: count).map(number)
  }

  override func elements(_ run: Run) throws(TemplateError) -> [Datum]? {
    try run.spend(count)
    try run.spend(count)
    return (0..<count).map(number)
  }

  override func slice(_ range: SliceRange, _ run: Run) throws(TemplateError) -> Datum? {
    let (first, last) = range.bounds(of: count)
    let (newStart, isStartTooLarge) = place(Int64(first))
    let (newStop, isStopTooLarge) = place(Int64(last))
    let (newStep, isStepTooLarge) = step.multipliedReportingOverflow(by: Int64(range.step))
    if isStartTooLarge || isStopTooLarge || isStepTooLarge {
      throw run.failure(.overflow, Message.overflow)
    }
    return .object(RangeObject(start: newStart, stop: newStop, step: newStep))
  }

  private func place(_ position: Int64) -> (Int64, Bool) {
    let (distance, isFar) = position.multipliedReportingOverflow(by: step)
    let (place, isTooLarge) = start.addingReportingOverflow(distance)
    return (place, isFar || isTooLarge)
  }

  override func attribute(_ name: String, _ run: Run) throws(TemplateError) -> Datum? {
    switch name {
    case "start": .integer(start)
    case "stop": .integer(stop)
    case "step": .integer(step)
    default: nil
    }
  }

  override func contains(_ member: Datum, _ run: Run) throws(TemplateError) -> Bool? {
    guard case .integer(let number)? = run.reveal(member).number else { return nil }
    let isWithin = step > 0 ? number >= start && number < stop : number <= start && number > stop
    let distance = UInt64(bitPattern: step > 0 ? number &- start : start &- number)
    return isWithin && distance % step.magnitude == 0
  }

  override func equals(_ other: TemplateObject, _ run: Run) throws(TemplateError) -> Bool {
    guard let other = other as? RangeObject, count == other.count else { return false }
    if count == 0 { return true }
    return start == other.start && (count == 1 || step == other.step)
  }

  override func description(_ run: Run) throws(TemplateError) -> String {
    step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))"
  }
}

private enum Message {
  static let overflow = "the number is larger than 64 bits hold"
}
