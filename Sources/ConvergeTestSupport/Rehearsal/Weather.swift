internal import ConvergeCore

/// What befalls one run.
struct Weather: Sendable {
  enum Event: Sendable {
    case kill
    /// Only converge is killed; a program that it had started ends its work.
    case killSparingPrograms
    case powerCut(luck: UInt64)
    case fault(HostError)
    /// Everything of the same kind fails from then on, until the run has ended.
    case spell(CrashPoint?, HostError)
  }

  let event: Event
  let step: Int

  /// A stop at some step.
  static func stop(at step: Int, _ numbers: inout SeededNumbers) -> Weather {
    let event: Event =
      switch Int.random(in: 0..<4, using: &numbers) {
      case 0: .kill
      case 1: .killSparingPrograms
      default: .powerCut(luck: numbers.next())
      }
    return Weather(event: event, step: step)
  }

  /// A fault at some step, whose label it is.
  static func fault(at step: Int, _ label: String, _ numbers: inout SeededNumbers) -> Weather {
    let errors = [
      HostError(.noSpace, "carry out", label, because: "no space is left on the device"),
      HostError(.other, "carry out", label, because: "input/output error"),
      HostError(.readOnly, "carry out", label, because: "the file system is read-only"),
    ]
    let error = numbers.pick(errors) ?? errors[0]
    let isLong = numbers.chance(30)
    return Weather(
      event: isLong ? .spell(CrashPoint(label: label), error) : .fault(error), step: step)
  }

  /// Whether the machine goes on.
  var isStop: Bool {
    switch event {
    case .kill, .killSparingPrograms, .powerCut: true
    case .fault, .spell: false
    }
  }

  /// Whether a program that had been started ends its work.
  var sparesPrograms: Bool { if case .killSparingPrograms = event { true } else { false } }

  /// Has it happen to the next run.
  func brew(over machine: SimulatedHost) {
    switch event {
    case .kill, .powerCut: machine.stop(atStep: step)
    case .killSparingPrograms: machine.stop(atStep: step, sparingPrograms: true)
    case .fault(let error): machine.fail(step: step, with: error)
    case .spell(let point, let error):
      machine.fail(from: step, with: error) { CrashPoint(label: $0) == point }
    }
  }

  /// What it is like afterwards, before the next run.
  func pass(over machine: SimulatedHost) {
    if case .powerCut(let luck) = event { machine.powerCut(luck: luck) }
    if isStop { machine.restart() } else { machine.clearUp() }
  }

  /// For a message, with the step's label.
  func described(_ label: String) -> String {
    let what =
      switch event {
      case .kill: "a kill"
      case .killSparingPrograms: "a kill that spared programs"
      case .powerCut: "a power cut"
      case .fault(let error): "a fault (\(error.because))"
      case .spell(_, let error): "a spell of faults (\(error.because))"
      }
    return "\(what) at step \(step) (\(label))"
  }
}
