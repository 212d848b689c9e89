package import ConvergeCore
internal import ConvergeSystems
internal import Synchronization

extension SimulatedSystemd {
  package func answer(
    _ call: BusCall, on machine: SimulatedHost
  ) throws(HostError) -> [BusValue] {
    let first = call.arguments.first?.text ?? ""
    switch call.member {
    case "GetAll", "Get":
      let name = try name(at: call.path, machine)
      let (id, unit) = loadedUnit(name, on: machine)
      guard call.member == "Get" else {
        return [.array("{sv}", properties(of: unit, id, name, machine))]
      }
      return [.variant(serviceProperty(call.arguments.last?.text ?? "", of: unit))]
    case "GetUnitFileState":
      let source = source(of: first, on: machine)
      guard let state = SimulatedUnitLinks.state(of: first, source, links(on: machine)) else {
        throw HostError(.notFound, "call", call.member, because: "No such file or directory")
      }
      return [.text(state)]
    case "Subscribe": return []
    case "ResetFailedUnit":
      var (id, unit) = loadedUnit(first, on: machine)
      if unit.activeState == "failed" { unit.stop() }
      keep(unit, as: id)
      return []
    case "Reload":
      try machine.step("reload systemd's units")
      reload(on: machine)
      return []
    case "EnableUnitFiles":
      let changes = try each(call) { name throws(HostError) in
        try SimulatedUnitLinks.enable(name, on: machine)
      }
      return [.boolean(true), changes]
    case "DisableUnitFiles":
      return [
        try each(call) { name throws(HostError) in
          try SimulatedUnitLinks.disable(name, on: machine)
        }
      ]
    case "MaskUnitFiles":
      return [
        try each(call) { name throws(HostError) in try SimulatedUnitLinks.mask(name, on: machine) }
      ]
    case "UnmaskUnitFiles":
      let untilBoot = call.arguments.last?.boolean ?? false
      return [
        try each(call) { name throws(HostError) in
          try SimulatedUnitLinks.unmask(name, untilBoot: untilBoot, on: machine)
        }
      ]
    default:
      throw HostError(.other, "call", call.member, because: "Unknown method \(call.member)")
    }
  }

  package func job(
    _ call: BusCall, until end: BusJobEnd, on machine: SimulatedHost
  ) throws(HostError) -> [BusValue] {
    let name = call.arguments.first?.text ?? ""
    var (id, unit) = loadedUnit(name, on: machine)
    if call.member != "StopUnit" { try requireStartable(unit, name) }
    var task = call.member
    if task == "ReloadOrRestartUnit" {
      let reloads = unit.isActive && unit.source.file?.canReload == true
      task = reloads ? "ReloadUnit" : "RestartUnit"
    }
    let refusal = try refusal(of: task, id, on: machine)
    let now = Self.now(on: machine)
    var result = "done"
    switch task {
    case _ where refusal != nil:
      if task != "ReloadUnit", task != "StopUnit" { unit.fail(refusal?.because ?? "") }
      result = "failed"
    case "StopUnit": unit.stop()
    case "StartUnit":
      if unit.activeState != "active" { result = unit.start(on: machine, at: now) }
    case "RestartUnit":
      unit.stop()
      // What is stopped and referred to by nothing is read anew.
      keep(unit, as: id)
      unit = loadedUnit(id, on: machine).unit
      result = unit.start(on: machine, at: now)
    default:
      guard unit.isActive, let file = unit.source.file, file.canReload else {
        throw HostError(
          .failed, "call", name, because: "Job type reload is not applicable for unit \(name).")
      }
      unit.reloads += 1
      result = unit.load(file, on: machine) ? "done" : "failed"
    }
    keep(unit, as: id)
    if task != "StopUnit", unit.source.file?["X-Simulated-Hangs"].isEmpty == false {
      throw HostError(.timedOut, "call", name, because: "no answer in time")
    }
    // The job is done even where nobody is left to hear of it.
    try machine.step("answer \(task) \(id)")
    let number = runtime.withLock { runtime in
      runtime.jobs += 1
      return runtime.jobs
    }
    return [
      .uint32(number), .objectPath("/org/freedesktop/systemd1/job/\(number)"), .text(id),
      .text(result),
    ]
  }

  /// The step of a job; a fault there is what the unit fails at.
  private func refusal(
    of task: String, _ id: String, on machine: SimulatedHost
  ) throws(HostError) -> HostError? {
    do throws(HostError) {
      try machine.step("\(task) \(id)")
      return nil
    } catch {
      if machine.isStopped { throw error }
      return error
    }
  }

  private func requireStartable(_ unit: SimulatedUnit, _ name: String) throws(HostError) {
    switch unit.source {
    case .file: return
    case .missing:
      throw HostError(.failed, "call", name, because: "Unit \(name) not found.")
    case .masked:
      throw HostError(.failed, "call", name, because: "Unit \(name) is masked.")
    }
  }

  private func each(
    _ call: BusCall, _ body: (String) throws(HostError) -> [BusValue]
  ) throws(HostError) -> BusValue {
    var changes: [BusValue] = []
    for name in call.arguments.first?.elements ?? [] { changes += try body(name.text ?? "") }
    return .array("(sss)", changes)
  }

  private func properties(
    of unit: SimulatedUnit, _ id: String, _ name: String, _ machine: SimulatedHost
  ) -> [BusValue] {
    let loadState =
      switch unit.source {
      case .missing: "not-found"
      case .masked: "masked"
      case .file: "loaded"
      }
    let isStale = unit.source != source(of: id, on: machine)
    let values: KeyValuePairs<String, BusValue> = [
      "Id": .text(id), "LoadState": .text(loadState),
      "LoadError": .structure([.text(""), .text("")]),
      "ActiveState": .text(unit.activeState), "SubState": .text(unit.subState),
      "NeedDaemonReload": .boolean(isStale && unit.source != .missing),
      "CanReload": .boolean(unit.source.file?.canReload ?? false),
      "ConditionResult": .boolean(unit.conditionsHeld),
      "ActiveEnterTimestampMonotonic": .uint64(unit.activeSinceMicroseconds),
    ]
    return values.map { .dictionaryEntry(.text($0.key), .variant($0.value)) }
  }

  private func serviceProperty(_ name: String, of unit: SimulatedUnit) -> BusValue {
    switch name {
    case "Type": .text(unit.source.file?.type ?? "simple")
    case "RemainAfterExit": .boolean(unit.source.file?.remainsAfterExit ?? false)
    case "Result": .text(unit.result)
    case "ExecMainCode": .int32(unit.result == "exit-code" ? 1 : 0)
    case "ExecMainStatus": .int32(unit.result == "exit-code" ? 1 : 0)
    default: .uint64(unit.startedMicroseconds)
    }
  }

  /// The unit whose properties are at a path.
  private func name(at path: String, _ machine: SimulatedHost) throws(HostError) -> String {
    let label = path.split(separator: "/").last.map { Array($0.utf8) } ?? []
    var name: [UInt8] = []
    var index = 0
    while index < label.count {
      if label[index] == UInt8(ascii: "_"), index + 2 < label.count,
        let byte = UInt8(String(decoding: label[index + 1...index + 2], as: UTF8.self), radix: 16)
      {
        name.append(byte)
        index += 3
      } else {
        name.append(label[index])
        index += 1
      }
    }
    return String(decoding: name, as: UTF8.self)
  }
}
