internal import ConvergeCore

extension Resolver {
  /// The module that a reference looks into, from the manifest on.
  ///
  /// - Returns: nil where it is not there, which is a problem unless it was left out.
  func module(
    of reference: Reference, in scope: String, _ target: CommonAttributes.Target,
    _ problems: inout Diagnostics
  ) -> String? {
    if reference.module.isEmpty { return scope }
    let path = Self.path(scope, reference.module)
    if inventory.module(path) != nil { return path }
    if isAbsent(path) { return nil }
    report(reference.module, in: scope, target, &problems)
    return nil
  }

  /// The modules that `module:docker` or `module:web-*` means.
  func modules(
    _ reference: Reference, _ target: CommonAttributes.Target, _ problems: inout Diagnostics
  ) -> Found {
    let path = Self.path(reference.module, reference.name)
    if let number = inventory.module(path) { return .modules([number]) }
    if isAbsent(path) { return .nothing }
    guard Pattern.isPattern(reference.name) else {
      report(reference.name, in: reference.module, target, &problems)
      return .nothing
    }
    let pattern = Pattern(reference.name)
    let found = inventory.modules.indices.filter {
      let module = inventory.modules[$0]
      return module.scope == reference.module && pattern.matches(module.name)
    }
    if found.isEmpty { problems.warning(Message.noMatch(target.text), at: target.place) }
    return .modules(found)
  }

  /// Whether it, or one that it stands in, is left out.
  private func isAbsent(_ path: String) -> Bool {
    var rest = path[...]
    while true {
      if inventory.absentModules.contains(String(rest)) { return true }
      guard let slash = rest.lastIndex(of: "/") else { return false }
      rest = rest[..<slash]
    }
  }

  private func report(
    _ name: String, in scope: String, _ target: CommonAttributes.Target,
    _ problems: inout Diagnostics
  ) {
    let names = inventory.modules.filter { $0.scope == scope }.map(\.name)
    let hint = nearest(to: name, among: names).map { "did you mean '\($0)'?" }
    problems.error(
      Message.noModule(name), at: target.place,
      hint: hint ?? (names.isEmpty ? Message.none : "there are \(names.joined(separator: ", "))"))
  }

  static func path(_ scope: String, _ name: String) -> String {
    scope.isEmpty ? name : "\(scope)/\(name)"
  }
}

private enum Message {
  static func noModule(_ name: String) -> String { "no module '\(name)' is used here" }
  static let none = "declare it under 'modules'"
  static func noMatch(_ text: String) -> String { "'\(text)' matches nothing" }
}
