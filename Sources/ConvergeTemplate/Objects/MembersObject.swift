internal import ConvergeCore

/// A mapping whose members are computed when they are asked for.
final class MembersObject: TemplateObject {
  private let source: any TemplateMembers
  private var known: [String: Datum] = [:]

  init(_ source: any TemplateMembers) { self.source = source }

  override func letGo() { known = [:] }

  override var kindName: String { source.title }
  override var isData: Bool { true }
  override var isMapping: Bool { true }
  override var length: Int? { source.names.count }

  private func member(_ name: String, _ run: Run) throws(TemplateError) -> Datum? {
    if let value = known[name] { return value }
    let input: TemplateInput?
    do throws(TemplateInputFailure) {
      input = try source.member(name)
    } catch {
      throw run.failure(.value, error.message, hint: error.hint)
    }
    guard let input else { return nil }
    let value = try run.datum(input)
    known[name] = value
    return value
  }

  /// All of it as a mapping.
  func whole(_ run: Run) throws(TemplateError) -> Datum {
    let dict = DictBox()
    for name in source.names { dict[name] = try member(name, run) }
    return .dict(dict)
  }

  override func attribute(_ name: String, _ run: Run) throws(TemplateError) -> Datum? {
    if let value = try member(name, run) { return value }
    if DictMethods.reads(name) {
      return try run.attribute(whole(run), name, hash: textHash(name))
    }
    let names = source.names
    return .undefined(Undefined(name, Message.noMember(source.title, name)) { names })
  }

  override func item(_ key: Datum, _ run: Run) throws(TemplateError) -> Datum? {
    guard case .string(let name) = run.reveal(key) else { return nil }
    return try member(name, run)
  }

  override func elements(_ run: Run) throws(TemplateError) -> [Datum]? {
    source.names.map { .string($0) }
  }

  override func description(_ run: Run) throws(TemplateError) -> String {
    try run.description(whole(run))
  }
}

private enum Message {
  static func noMember(_ title: String, _ name: String) -> String { "\(title) have no '\(name)'" }
}
