/// What `cycler()` gives: values that come round and round.
final class Cycler: TemplateObject {
  private var values: [Datum]
  private var position = 0

  init(_ values: [Datum]) { self.values = values }

  override func letGo() { values = [.none] }

  override var kindName: String { "a cycler" }

  override func attribute(_ name: String, _ run: Run) throws(TemplateError) -> Datum? {
    switch name {
    case "current": values[position]
    case "pos": .integer(Int64(position))
    case "items": .tuple(values)
    case "next": .object(NativeFunction("next") { [self] _, _ in next() })
    case "reset":
      .object(
        NativeFunction("reset") { [self] _, _ in
          position = 0
          return .none
        })
    default: nil
    }
  }

  private func next() -> Datum {
    defer { position = (position + 1) % values.count }
    return values[position]
  }
}
