/// `{% for %}`.
final class LoopCode: StatementCode {
  private let source: ExpressionCode
  private let loop: Loop

  init(_ source: ExpressionCode, _ parts: Loop.Parts) {
    self.source = source
    loop = Loop(parts)
  }

  override func run(_ frame: Frame) throws(TemplateError) {
    let value = try source.value(frame)
    frame.run.spot = loop.parts.spot
    try loop.iterate(value, frame, depth: 0, recurse: nil)
  }
}

/// What a loop does with the elements of a value.
final class Loop {
  struct Parts {
    var target: TargetCode
    var test: ExpressionCode?
    var testTarget: TargetCode?
    var testEntry = ScopeEntry()
    var entry: ScopeEntry
    /// Where the variable `loop` is, if the body uses it.
    var loopSlot: Int?
    var body: StatementCode
    var otherwise: StatementCode?
    var otherwiseEntry = ScopeEntry()
    var spot: Spot
  }

  let parts: Parts

  init(_ parts: Parts) { self.parts = parts }

  /// Runs the body once for each element that passes the test.
  func iterate(
    _ value: Datum, _ frame: Frame, depth: Int,
    recurse: ((Datum, Int) throws(TemplateError) -> Datum)?
  ) throws(TemplateError) {
    let elements = try frame.run.elements(value)
    let isEmpty: Bool
    if parts.loopSlot == nil, parts.test == nil {
      try plain(elements, frame)
      isEmpty = elements.isEmpty
    } else {
      isEmpty = try extended(elements, frame, depth: depth, recurse: recurse)
    }
    if isEmpty, let otherwise = parts.otherwise {
      try parts.otherwiseEntry.enter(frame)
      try otherwise.run(frame)
    }
  }

  private func plain(_ elements: [Datum], _ frame: Frame) throws(TemplateError) {
    guard !elements.isEmpty else { return }
    let names = try parts.entry.resolved(frame)
    let run = frame.run
    for element in elements {
      run.spot = parts.spot
      try run.spend()
      try parts.target.assign(element, frame)
      parts.entry.enter(frame, with: names)
      try parts.body.run(frame)
    }
  }

  private func extended(
    _ elements: [Datum], _ frame: Frame, depth: Int,
    recurse: ((Datum, Int) throws(TemplateError) -> Datum)?
  ) throws(TemplateError) -> Bool {
    let loop = LoopObject(elements, depth: depth, filter: filter(frame), recurse: recurse)
    defer { if let slot = parts.loopSlot { frame.slots[slot] = .missing } }
    let names = try parts.entry.resolved(frame)
    var isEmpty = true
    while let element = try loop.advance() {
      isEmpty = false
      frame.run.spot = parts.spot
      try frame.run.spend()
      try parts.target.assign(element, frame)
      parts.entry.enter(frame, with: names)
      if let slot = parts.loopSlot { frame.slots[slot] = .object(loop) }
      try parts.body.run(frame)
    }
    return isEmpty
  }

  private func filter(_ frame: Frame) -> ((Datum) throws(TemplateError) -> Bool)? {
    guard let test = parts.test, let testTarget = parts.testTarget else { return nil }
    return { [self] (element) throws(TemplateError) in
      try frame.run.spend()
      frame.run.spot = parts.spot
      try parts.testEntry.enter(frame)
      try testTarget.assign(element, frame)
      return try test.isTrue(frame, parts.spot)
    }
  }
}

/// `{% for … recursive %}`: a function of its own, which `loop(…)` calls again.
final class RecursiveLoopCode: StatementCode {
  private let source: ExpressionCode
  private let loop: Loop
  private let slotCount: Int
  private let isMarkup: Bool

  init(_ source: ExpressionCode, _ parts: Loop.Parts, slotCount: Int, isMarkup: Bool) {
    self.source = source
    loop = Loop(parts)
    self.slotCount = slotCount
    self.isMarkup = isMarkup
  }

  override func run(_ frame: Frame) throws(TemplateError) {
    let value = try source.value(frame)
    frame.run.spot = loop.parts.spot
    try frame.run.output.write(try rendered(value, depth: 0, in: frame), frame.run)
  }

  private func rendered(
    _ value: Datum, depth: Int, in outer: Frame
  ) throws(TemplateError) -> Datum {
    let run = outer.run
    return try run.deepen { () throws(TemplateError) in
      try run.captured(isMarkup: isMarkup) { () throws(TemplateError) in
        let frame = Frame(slotCount, parent: outer, context: outer.context, run: run)
        try loop.iterate(value, frame, depth: depth) {
          [self] (inner, depth) throws(TemplateError) in
          try rendered(inner, depth: depth, in: outer)
        }
      }
    }
  }
}
