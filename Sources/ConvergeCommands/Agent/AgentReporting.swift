internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeReport
internal import Glibc

/// Brings the agent's reports where they are wanted, and says what could not be brought.
struct AgentReporting: Sendable {
  private let delivery: ReportDelivery
  /// Posts to the webhook; lives as long as reports are delivered.
  private let webhook: LocalWebhook

  init(_ agent: AgentConfiguration, in state: StateDirectory) {
    webhook = LocalWebhook()
    delivery = ReportDelivery(
      agent.reports, mode: agent.mode, outlets: .local(in: state, webhook: webhook))
  }

  /// Goes on with what an earlier process could not deliver.
  func resume() { complain(settled { [delivery] in await delivery.resume() }) }

  func change(to agent: AgentConfiguration) {
    complain(
      settled { [delivery] in await delivery.change(to: agent.reports, mode: agent.mode) })
  }

  /// Brings the report of a pass where it is wanted; of a check only one with something in it.
  ///
  /// - Returns: the outcome, with what could not be delivered.
  func deliver(_ outcome: AgentPass.Outcome, isWhole: Bool) async -> AgentPass.Outcome {
    var outcome = outcome
    guard let report = outcome.report, isWhole || report.hasNews else { return outcome }
    outcome.complaints = await delivery.deliver(report, isWhole: isWhole)
    return outcome
  }

  /// What happened, to whoever reads our output; of a run that found all as it should be, nothing.
  func tell(_ report: Report, _ agent: AgentConfiguration) {
    // The journal has it already, with fields.
    if agent.reports.journal, ProcessEnvironment.variable("JOURNAL_STREAM") != nil { return }
    guard report.hasNews else { return }
    let now = Timestamp(seconds: Int64(time(nil)))
    Console.output.write(TextReport(report, amount: .usual, style: .plain, now: now).text)
  }

  func complain(_ complaints: [String]?) {
    for complaint in complaints ?? [] { Console.error.write("\(complaint)\n") }
  }

  /// Ends delivering; what waits for the webhook stays in the spool.
  ///
  /// - Parameter patience: how long it may take to deliver what waits; nil: no time is left for it.
  func stop(patience: Duration?) {
    _ = settled { [delivery] in
      if let patience {
        await withTaskGroup { group in
          group.addTask { await delivery.settle() }
          group.addTask { try? await Task.sleep(for: patience) }
          _ = await group.next()
          await delivery.stop()
          group.cancelAll()
        }
      }
      await delivery.stop()
    }
  }

  /// What an actor has to say, on the one thread that waits.
  private func settled<Answer: Sendable>(
    _ work: @escaping @Sendable () async -> Answer
  ) -> Answer? { try? Waiting.run { await work() } }
}
