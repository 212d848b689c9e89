/// What happens where a scope begins: each of its variables gets its first value.
struct ScopeEntry {
  private var names: [Name] = []
  private var nameSlots: [Int] = []
  private var copies: [(slot: Int, source: Slot)] = []
  private var cleared: [Int] = []

  mutating func load(_ name: String, into slot: Int) {
    names.append(Name(name))
    nameSlots.append(slot)
  }

  mutating func copy(_ source: Slot, into slot: Int) { copies.append((slot, source)) }

  mutating func clear(_ slot: Int) { cleared.append(slot) }

  func enter(_ frame: Frame) throws(TemplateError) {
    for index in names.indices {
      frame.slots[nameSlots[index]] = try frame.context.resolve(names[index], frame.run)
    }
    enterAgain(frame)
  }

  /// The names' values, to be set again without a look into the context.
  func resolved(_ frame: Frame) throws(TemplateError) -> [Datum] {
    var values: [Datum] = []
    for name in names { values.append(try frame.context.resolve(name, frame.run)) }
    return values
  }

  @inline(__always)
  func enter(_ frame: Frame, with values: [Datum]) {
    for index in nameSlots.indices { frame.slots[nameSlots[index]] = values[index] }
    enterAgain(frame)
  }

  @inline(__always)
  private func enterAgain(_ frame: Frame) {
    for (slot, source) in copies { frame.slots[slot] = source.read(frame) }
    for slot in cleared { frame.slots[slot] = .missing }
  }
}
