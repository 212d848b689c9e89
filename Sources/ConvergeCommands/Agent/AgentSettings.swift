internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeReport
internal import ConvergeSignatures

/// The agent's configuration, as the parts of a run want it.
struct AgentSettings: Sendable {
  let agent: AgentConfiguration
  /// What may run on this host, for `RunContext`.
  let policy: Value
  let schedule: PassSchedule
  let calendar: WindowCalendar
  /// nil where the configuration names none.
  let source: AgentSource?
  let signers: AllowedSigners?
  let machineID: String
  private let jobs: Int?

  init(_ configuration: HostConfiguration, jobs: Int? = nil) {
    agent = configuration.agent
    policy = configuration.policy
    self.jobs = jobs
    let description = HostDescription.local()
    machineID = description.machineID ?? description.name
    source = agent.source.flatMap { try? AgentSource($0) }
    signers = configuration.signers
    schedule = PassSchedule(interval: agent.interval, splay: agent.splay, machineID: machineID)
    calendar = WindowCalendar(agent.windows) { moment in
      let (weekday, minute) = WallCalendar.time(at: moment)
      // The calendar's week begins on Monday, C's on Sunday.
      return LocalTime(
        day: MaintenanceWindow.Day.allCases[(weekday + 6) % 7], minute: minute)
    }
  }

  /// For what is told to a log.
  static var plainColor: ColorOption {
    var color = ColorOption()
    color.color = .never
    return color
  }

  /// The options of a verb that would run the same.
  var input: InputOptions {
    var input = InputOptions()
    input.parameters = (agent.parameters.members ?? []).map { "\($0.key):=\($0.value.jsonText())" }
    input.files = agent.parameterFiles
    input.modulePath = agent.modulePath
    input.facts = FactOptions()
    input.facts.file = nil
    input.secrets = agent.secretsDirectory
    return input
  }

  var selection: SelectionOptions {
    var selection = SelectionOptions()
    (selection.tags, selection.skipTags, selection.only) = ([], [], [])
    return selection
  }

  var options: RunOptions {
    var options = RunOptions()
    options.state = state
    options.jobs = jobs
    return options
  }

  var state: StateOptions {
    var state = StateOptions()
    state.path = agent.stateDirectory
    return state
  }

  var lock: LockOptions {
    var lock = LockOptions()
    lock.timeoutText = LockOptions.usualTimeoutText
    return lock
  }

  var output: ReportOptions {
    var output = ReportOptions()
    output.format = .text
    output.color = Self.plainColor
    output.amount = AmountOptions()
    (output.amount.quiet, output.amount.verbose) = (true, false)
    return output
  }

  /// What a run is bound by at a moment, in seconds since 1970.
  func terms(_ stance: AgentStance, at now: Int64) -> ApplyTerms {
    var terms = ApplyTerms()
    (terms.verb, terms.isQuiet) = ("agent", true)
    terms.policy = policy
    terms.stance = stance.engine
    let retention = ReportRetention(agent.reports)
    terms.keptRuns = retention.runs
    terms.keptSince = retention.oldest(at: Timestamp(seconds: now))
    terms.postponement = { [calendar] disruption in
      if calendar.allows(disruption, at: now) { return nil }
      guard let opens = calendar.nextOpening(for: disruption, from: now) else {
        return "for '\(disruption.rawValue)', and none is ever open"
      }
      return "until \(WallCalendar.text(of: opens))"
    }
    return terms
  }
}
