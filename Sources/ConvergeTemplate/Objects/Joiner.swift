/// What `joiner()` gives: nothing at its first call, then the separator.
final class Joiner: TemplateObject {
  private var separator: Datum
  private var isUsed = false

  init(_ separator: Datum) { self.separator = separator }

  override func letGo() { separator = .none }

  override var kindName: String { "a joiner" }
  override var isCallable: Bool { true }

  override func attribute(_ name: String, _ run: Run) throws(TemplateError) -> Datum? {
    switch name {
    case "sep": separator
    case "used": .boolean(isUsed)
    default: nil
    }
  }

  override func call(_ arguments: Arguments, _ run: Run) throws(TemplateError) -> Datum {
    defer { isUsed = true }
    return isUsed ? separator : .string("")
  }
}
