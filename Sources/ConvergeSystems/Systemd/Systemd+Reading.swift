package import ConvergeCore

extension Systemd {
  /// Reads units, all in one conversation; a name that nothing defines is `not-found`, no error.
  package func states(of names: [UnitName]) async -> [Result<UnitState, HostError>] {
    let questions = names.map { Self.questions(about: $0) }
    let answers = await ask(questions.flatMap(\.self))
    var results: [Result<UnitState, HostError>] = []
    var next = 0
    for (name, asked) in zip(names, questions) {
      guard next + asked.count <= answers.count else { break }
      results.append(state(of: name, from: Array(answers[next..<next + asked.count])))
      next += asked.count
    }
    await followAliases(in: &results)
    if let error = results.compactMap(\.error).first, results.allSatisfy({ $0.error != nil }) {
      let explained = explained(error)
      if explained != error { return names.map { _ in .failure(explained) } }
    }
    return results
  }

  /// Asks for what can be asked for again.
  ///
  /// While systemd starts itself anew (`systemctl daemon-reexec`, an upgrade of its package) it is away
  /// from the bus for a moment; what it was asked before is never answered.
  private func ask(_ calls: [BusCall]) async -> [Result<[BusValue], HostError>] {
    var answers = await host.bus.call(calls, timeout: Self.answerTimeout)
    for pause in Self.pauses {
      guard answers.contains(where: { $0.error.map(isAway) ?? false }),
        (try? await host.clock.sleep(for: pause)) != nil
      else { break }
      answers = await host.bus.call(calls, timeout: Self.answerTimeout)
    }
    return answers
  }

  /// Whether the bus says that systemd is not on it, where it was booted with.
  private func isAway(_ error: HostError) -> Bool {
    error.reason == .unavailable && error.operation == "call" && isBooted
  }

  /// Two seconds together.
  private static let pauses: [Duration] =
    [50, 100, 150, 200, 250, 250, 250, 250, 250, 250].map { .milliseconds($0) }

  /// Asks once more for the units that were asked for by an alias, whose files are elsewhere.
  private func followAliases(in results: inout [Result<UnitState, HostError>]) async {
    let aliases = results.indices.filter { (try? results[$0].get())?.fileState == "alias" }
    guard !aliases.isEmpty else { return }
    let calls = aliases.compactMap { try? results[$0].get() }
      .map { Self.manager("GetUnitFileState", [.text($0.id)]) }
    let answers = await ask(calls)
    for (index, answer) in zip(aliases, answers) {
      guard let fileState = (try? answer.get())?.first?.text else { continue }
      results[index] = results[index].map { state in
        var state = state
        state.fileState = fileState
        return state
      }
    }
  }

  /// The calls for one unit: its properties, the state of its files, what only services have.
  ///
  /// `UnitFileState` among the properties may be stale, as systemd keeps it until a reload; the
  /// manager's method looks at the files.
  private static func questions(about name: UnitName) -> [BusCall] {
    var calls = [
      BusCall(
        destination, name.busPath, "org.freedesktop.DBus.Properties", "GetAll",
        [.text(unitInterface)]),
      manager("GetUnitFileState", [.text(name.description)]),
    ]
    if name.suffix == "service" {
      calls += ["Type", "RemainAfterExit", "Result", "ExecMainStartTimestampMonotonic"].map {
        property($0, of: name)
      }
    }
    return calls
  }

  /// Asks for one property of a service.
  static func property(_ property: String, of name: UnitName) -> BusCall {
    BusCall(
      destination, name.busPath, "org.freedesktop.DBus.Properties", "Get",
      [.text(serviceInterface), .text(property)])
  }

  private func state(
    of name: UnitName, from answers: [Result<[BusValue], HostError>]
  ) -> Result<UnitState, HostError> {
    let properties: BusProperties
    switch answers[0] {
    case .failure(let error):
      return .failure(error.restated("read", name.description))
    case .success(let body): properties = BusProperties(body)
    }
    let loadState = properties["LoadState"]?.text ?? ""
    let fileState = (try? answers[1].get())?.first?.text
    let loadError = properties["LoadError"]?.elements?.last?.text
    return .success(
      UnitState(
        name: name, id: properties["Id"]?.text ?? name.description, loadState: loadState,
        loadError: loadError.flatMap { $0.isEmpty ? nil : $0 },
        activeState: properties["ActiveState"]?.text ?? "",
        subState: properties["SubState"]?.text ?? "",
        fileState: fileState.flatMap { $0.isEmpty ? nil : $0 },
        isUnread: loadState == "not-found" && UnitFiles.define(name, on: host),
        needsReload: properties["NeedDaemonReload"]?.boolean ?? false,
        canReload: properties["CanReload"]?.boolean ?? false,
        conditionsHeld: properties["ConditionResult"]?.boolean ?? true,
        activeSinceMicroseconds: properties["ActiveEnterTimestampMonotonic"]?.unsigned ?? 0,
        service: service(from: answers.dropFirst(2).map { (try? $0.get())?.first })))
  }

  private func service(from values: [BusValue?]) -> UnitState.Service? {
    guard values.count == 4 else { return nil }
    return UnitState.Service(
      type: values[0]?.text ?? "", remainsAfterExit: values[1]?.boolean ?? false,
      result: values[2]?.text ?? "", startedMicroseconds: values[3]?.unsigned ?? 0)
  }
}

/// The answer to `GetAll`, by name.
struct BusProperties {
  private var values: [String: BusValue] = [:]

  init(_ body: [BusValue]) {
    for case .dictionaryEntry(let key, let value) in body.first?.elements ?? [] {
      if let name = key.text { values[name] = value }
    }
  }

  subscript(name: String) -> BusValue? { values[name] }
}

extension Result {
  /// Why it failed; nil where it did not.
  var error: Failure? { if case .failure(let error) = self { error } else { nil } }
}
