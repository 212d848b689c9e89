import ConvergeCore
import ConvergeEngine
import ConvergeManifest
import ConvergeTestSupport
import Testing

/// Every case of every kind: the plan says it, the apply makes it, and a second run finds nothing.
@Suite struct CaseTests {
  @Test(arguments: try Case.all())
  func `a case does what it says`(given: Case) async throws {
    if let problems = given.root["problems"]?.sequence {
      expectProblems(problems.compactMap { $0.scalar?.text }, of: given)
      return
    }
    let stage = try await Stage(given)
    let work = try Stage.work(of: given.declared, given)
    let expected = try (given.root["plan"]?.sequence ?? []).map(Expectation.init)
    let stepsBefore = stage.machine.stepCount
    let plan = try await stage.engine(run: 1).plan(work)
    expect(plan, expected, work)
    #expect(
      stage.machine.stepCount == stepsBefore,
      "the plan changed the host: \(stage.machine.stepLabels.dropFirst(stepsBefore))")

    let run = try await stage.engine(run: 2).apply(work)
    for result in run.results {
      let reference = work.resources[result.index].declaration.reference.description
      let expectation = expected.first { $0.reference == reference }
      if expectation?.staysUnsettled ?? false {
        #expect(result.isFailure, "\(reference) did not fail")
        if let part = expectation?.fails {
          let error = result.error.map { "\($0)" } ?? "nothing"
          #expect(error.contains(part))
        }
      } else if result.isFailure {
        Issue.record("\(reference) failed: \(result.error.map { "\($0)" } ?? "skipped")")
      }
    }
    if let after = given.root["after"] {
      let differences = try stage.machine.differences(from: after)
      #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }
    #expect(try stage.machine.leftovers().isEmpty)
    let second = try await stage.engine(run: 3).plan(work)
    for result in second.results where result.isDifference || result.isFailure {
      let reference = work.resources[result.index].declaration.reference.description
      if expected.first(where: { $0.reference == reference })?.staysUnsettled ?? false { continue }
      if result.isRoutine { continue }
      Issue.record("a second run would change \(reference): \(describe(result))")
    }
  }

  @Test(arguments: try Case.all().filter(\.isKilled))
  func `a case that is killed at any step, or loses power there, converges`(
    given: Case
  ) async throws {
    let work = try Stage.work(of: given.declared, given)
    let whole = try await Stage(given)
    let stepsBefore = whole.machine.stepCount
    _ = try await whole.engine(run: 1).apply(work)
    let last = whole.machine.stepCount
    guard last > stepsBefore else { return }
    for step in (stepsBefore + 1)...last {
      for losesPower in [false, true] {
        let stage = try await Stage(given)
        stage.machine.stop(atStep: step)
        _ = try? await stage.engine(run: 1).apply(work)
        if losesPower { stage.machine.powerCut() }
        stage.machine.restart()
        let what = "\(losesPower ? "power cut" : "kill") at \(whole.machine.stepLabels[step - 1])"
        let run = try await stage.engine(run: 2).apply(work)
        for result in run.results where result.isFailure {
          let reference = work.resources[result.index].declaration.reference
          Issue.record(
            "\(what): \(reference) failed: \(result.error.map { "\($0)" } ?? "skipped")")
        }
        let differences =
          try given.root["after"].map { try stage.machine.differences(from: $0) } ?? []
        #expect(differences.isEmpty, "\(what): \(differences.joined(separator: "\n"))")
        #expect(try stage.machine.leftovers().isEmpty, "\(what)")
        let second = try await stage.engine(run: 3).plan(work)
        for result in second.results where result.isDifference && !result.isRoutine {
          let reference = work.resources[result.index].declaration.reference
          Issue.record("\(what): a third run would change \(reference): \(describe(result))")
        }
      }
    }
  }

  @Test func `what only might have been needed, and was not, is in sync`() async throws {
    let given = try #require(
      try Case.all().first { $0.name == "Package/latest-has-nothing-newer-in-fresh-lists" })
    let work = try Stage.work(of: given.declared, given)
    let run = try await Stage(given).engine(run: 1).apply(work)
    #expect(run.results.map(\.outcome) == [.inSync])
    #expect(run.results.allSatisfy { $0.differences.isEmpty })
  }

  private func expect(_ plan: Run, _ expected: [Expectation], _ work: Work) {
    for result in plan.results {
      let reference = work.resources[result.index].declaration.reference.description
      if let expectation = expected.first(where: { $0.reference == reference }) {
        let differences = expectation.differences(from: result)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
      } else if result.outcome != .inSync {
        Issue.record("\(reference) is not in sync: \(describe(result))")
      }
    }
    let known = plan.results.map { work.resources[$0.index].declaration.reference.description }
    for expectation in expected where !known.contains(expectation.reference) {
      Issue.record("nothing declares \(expectation.reference)")
    }
  }

  private func expectProblems(_ expected: [String], of given: Case) {
    let problems = Stage.read(given.declared, given).problems.items
    let texts = problems.filter { $0.severity == .error }.map { problem in
      ([problem.message] + (problem.hint.map { [$0] } ?? [])).joined(separator: ": ")
    }
    for part in expected where !texts.contains(where: { $0.contains(part) }) {
      Issue.record("no problem says '\(part)', but: \(texts)")
    }
    for text in texts where !expected.contains(where: { text.contains($0) }) {
      Issue.record("unexpected problem: \(text)")
    }
  }

  private func describe(_ result: ResourceResult) -> String {
    let changes = result.differences.map {
      "\($0.change.attribute): \($0.change.from.jsonText()) → \($0.change.to.jsonText())"
    }
    return
      ([result.outcome.rawValue] + changes
      + [result.error.map { "\($0)" }, result.uncertainty].compactMap { $0 })
      .joined(separator: "; ")
  }
}

extension Case {
  /// Whether it is one that an apply changes the host for, without a failure on the way.
  var isKilled: Bool {
    guard let plan = root["plan"]?.sequence, !plan.isEmpty else { return false }
    if root["survives_kills"]?.value.boolean == false { return false }
    return plan.allSatisfy { $0["failing"] == nil && $0["fails"] == nil && $0["skipped"] == nil }
  }
}

extension SimulatedHost {
  /// Temporary names that nobody removed.
  func leftovers() throws -> [String] {
    entries().map(\.path).filter { $0.contains(".converge-") }
  }
}
