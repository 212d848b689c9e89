internal import ConvergeCore

/// What the agent does next: decides, and does nothing.
package struct AgentAgenda: Sendable, Equatable {
  /// Why a full pass takes place.
  package enum Reason: String, Sendable {
    case start, interval, reload
    /// A maintenance window has opened for something that waited.
    case window
    /// What was watched was lost, or the last pass could not be made.
    case retry
  }

  package enum Action: Sendable, Equatable {
    case pass(Reason)
    /// Nothing before that moment on the clock since the boot.
    case wait(until: UInt64)
  }

  /// How long after a pass that could not be made the first retry is, and how often it is doubled.
  private static let firstRetry: Duration = .seconds(60)
  /// How often a disabled agent looks whether it is enabled again.
  package static let disabledPoll: Duration = .seconds(15)

  package var schedule: PassSchedule
  /// On the clock since the boot.
  package private(set) var lastStart: UInt64?
  private var due: UInt64 = 0
  private var dueFor = Reason.start
  /// Something asks for a pass at once.
  private var wanted: Reason?
  private var opening: UInt64?
  private var failures = 0
  /// Whether the agent is disabled.
  package var isDisabled = false

  package init(schedule: PassSchedule) { self.schedule = schedule }

  /// What to do at `now`.
  package func next(at now: AgentMoment) -> Action {
    if isDisabled {
      return .wait(until: now.bootNanoseconds + Self.disabledPoll.nanoseconds)
    }
    if let wanted { return .pass(wanted) }
    if let opening, opening <= now.bootNanoseconds { return .pass(.window) }
    if due <= now.bootNanoseconds { return .pass(dueFor) }
    return .wait(until: min(due, opening ?? due))
  }

  /// A pass is wanted as soon as it can be.
  package mutating func want(_ reason: Reason) { if wanted == nil { wanted = reason } }

  /// A pass has begun.
  package mutating func begin(at now: AgentMoment) {
    lastStart = now.bootNanoseconds
    wanted = nil
    opening = nil
  }

  /// A pass has ended.
  ///
  /// - Parameters:
  ///   - isMade: false where it could not take place at all: it is tried again before its time.
  ///   - opensIn: how long until a window opens for something that waits.
  package mutating func end(at now: AgentMoment, isMade: Bool, opensIn: Duration?) {
    due = schedule.deadline(after: lastStart, at: now)
    dueFor = .interval
    opening = opensIn.map { now.bootNanoseconds + $0.nanoseconds }
    failures = isMade ? 0 : failures + 1
    guard !isMade else { return }
    let delay = Self.firstRetry * (1 << min(failures - 1, 10))
    let retry = now.bootNanoseconds + delay.nanoseconds
    if retry < due { (due, dueFor) = (retry, .retry) }
  }

  /// Somebody has set the clock.
  package mutating func clockWasSet(at now: AgentMoment) {
    guard lastStart != nil, dueFor == .interval else { return }
    due = schedule.deadline(after: lastStart, at: now)
  }

  /// The configuration has changed.
  package mutating func change(_ schedule: PassSchedule, at now: AgentMoment) {
    self.schedule = schedule
    want(.reload)
  }
}

extension Duration {
  /// Not below zero.
  package var nanoseconds: UInt64 { UInt64(max(0, wholeMilliseconds)) * 1_000_000 }
}
