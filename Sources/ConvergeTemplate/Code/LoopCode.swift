/// `{% for %}`.
final class LoopCode: StatementCode {
  struct Parts {
    var target: TargetCode
    var test: ExpressionCode?
    var testTarget: TargetCode?
    var testEntry = ScopeEntry()
    var entry: ScopeEntry
    /// Where the variable `loop` is, if the body uses it.
    var loopSlot: Int?
    var body: [StatementCode] = []
    var otherwise: [StatementCode] = []
    var otherwiseEntry = ScopeEntry()
    var spot: Spot
  }

  private let source: ExpressionCode
  private let parts: Parts

  init(_ source: ExpressionCode, _ parts: Parts) {
    self.source = source
    self.parts = parts
  }

  override func run(_ frame: Frame, _ output: inout Output) throws(TemplateError) {
    let value = try source.value(frame)
    frame.run.spot = parts.spot
    try parts.iterate(value, frame, &output, depth: 0, recurse: nil)
  }
}

extension LoopCode.Parts {
  /// Runs the body once for each element that passes the test.
  func iterate(
    _ value: Datum, _ frame: Frame, _ output: inout Output, depth: Int,
    recurse: ((Datum, Int) throws(TemplateError) -> Datum)?
  ) throws(TemplateError) {
    let elements = try frame.run.elements(value)
    let isEmpty: Bool
    if loopSlot == nil, test == nil {
      try plain(elements, frame, &output)
      isEmpty = elements.isEmpty
    } else {
      isEmpty = try extended(elements, frame, &output, depth: depth, recurse: recurse)
    }
    if isEmpty, !otherwise.isEmpty {
      try otherwiseEntry.enter(frame)
      for statement in otherwise { try statement.run(frame, &output) }
    }
  }

  private func plain(
    _ elements: [Datum], _ frame: Frame, _ output: inout Output
  ) throws(TemplateError) {
    guard !elements.isEmpty else { return }
    let names = try entry.resolved(frame)
    for element in elements {
      frame.run.spot = spot
      try frame.run.spend()
      try target.assign(element, frame)
      entry.enter(frame, with: names)
      for statement in body { try statement.run(frame, &output) }
    }
  }

  private func extended(
    _ elements: [Datum], _ frame: Frame, _ output: inout Output, depth: Int,
    recurse: ((Datum, Int) throws(TemplateError) -> Datum)?
  ) throws(TemplateError) -> Bool {
    let loop = LoopObject(elements, depth: depth, filter: filter(frame), recurse: recurse)
    defer { if let loopSlot { frame.slots[loopSlot] = .missing } }
    let names = try entry.resolved(frame)
    var isEmpty = true
    while let element = try loop.advance() {
      isEmpty = false
      frame.run.spot = spot
      try frame.run.spend()
      try target.assign(element, frame)
      entry.enter(frame, with: names)
      if let loopSlot { frame.slots[loopSlot] = .object(loop) }
      for statement in body { try statement.run(frame, &output) }
    }
    return isEmpty
  }

  private func filter(_ frame: Frame) -> ((Datum) throws(TemplateError) -> Bool)? {
    guard let test, let testTarget else { return nil }
    return { (element) throws(TemplateError) in
      try frame.run.spend()
      frame.run.spot = spot
      try testEntry.enter(frame)
      try testTarget.assign(element, frame)
      let value = try test.value(frame)
      frame.run.spot = spot
      return try frame.run.isTrue(value)
    }
  }
}

/// `{% for … recursive %}`: a function of its own, which `loop(…)` calls again.
final class RecursiveLoopCode: StatementCode {
  private let source: ExpressionCode
  private let parts: LoopCode.Parts
  private let slotCount: Int
  private let isMarkup: Bool

  init(_ source: ExpressionCode, _ parts: LoopCode.Parts, slotCount: Int, isMarkup: Bool) {
    self.source = source
    self.parts = parts
    self.slotCount = slotCount
    self.isMarkup = isMarkup
  }

  override func run(_ frame: Frame, _ output: inout Output) throws(TemplateError) {
    let value = try source.value(frame)
    frame.run.spot = parts.spot
    try output.write(try rendered(value, depth: 0, in: frame), frame.run)
  }

  private func rendered(
    _ value: Datum, depth: Int, in outer: Frame
  ) throws(TemplateError) -> Datum {
    let run = outer.run
    return try run.deepen { () throws(TemplateError) in
      try run.marking { () throws(TemplateError) in
        let frame = Frame(slotCount, parent: outer, context: outer.context, run: run)
        var output = Output()
        try parts.iterate(value, frame, &output, depth: depth) {
          [self] (inner, depth) throws(TemplateError) in
          try rendered(inner, depth: depth, in: outer)
        }
        return isMarkup ? .markup(output.text) : .string(output.text)
      }
    }
  }
}
