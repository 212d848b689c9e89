/// What happens where a scope begins: each of its variables gets its first value.
struct ScopeEntry {
  var fromContext: [(slot: Int, name: String)] = []
  var copies: [(slot: Int, source: Slot)] = []
  var cleared: [Int] = []

  func enter(_ frame: Frame) throws(TemplateError) {
    for (slot, name) in fromContext {
      frame.slots[slot] = try frame.context.resolve(name, frame.run)
    }
    enterAgain(frame)
  }

  /// The names' values, to be set again without a look into the context.
  func resolved(_ frame: Frame) throws(TemplateError) -> [Datum] {
    var values: [Datum] = []
    for (_, name) in fromContext { values.append(try frame.context.resolve(name, frame.run)) }
    return values
  }

  @inline(__always)
  func enter(_ frame: Frame, with values: [Datum]) {
    for index in fromContext.indices { frame.slots[fromContext[index].slot] = values[index] }
    enterAgain(frame)
  }

  @inline(__always)
  private func enterAgain(_ frame: Frame) {
    for (slot, source) in copies { frame.slots[slot] = source.read(frame) }
    for slot in cleared { frame.slots[slot] = .missing }
  }
}
