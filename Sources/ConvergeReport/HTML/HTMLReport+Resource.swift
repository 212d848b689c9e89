internal import ConvergeCore

extension HTMLReport {
  /// What there is to see of a resource that was opened.
  func parts(of resource: ResourceReport) -> [Markup] {
    [facts(of: resource), values(of: resource)].compactMap(\.self)
      + resource.changes.filter { $0.diff != nil }.map(diff)
      + [failure(of: resource), said(by: resource), hook(of: resource), course(of: resource)]
      .compactMap(\.self)
  }

  private func facts(of resource: ResourceReport) -> Markup? {
    let actor = resource.actor
    let commands = actor?.commands?.map(Wording.ran).joined(separator: "; ")
    let because = resource.because.isEmpty ? nil : resource.because.joined(separator: ", ")
    let told: [(StaticString, String?)] = [
      ("description", resource.description),
      ("cause", Self.nonempty(Wording.cause(resource.cause))),
      ("changed by", actor.flatMap(Wording.named)), ("changed", actor?.at.map(Self.moment)),
      ("what is known", actor.flatMap(Wording.notNamed)),
      ("at that moment", commands),
      ("the file says", actor.flatMap { Wording.trace($0, { Self.moment($0.description) }) }),
      ("last as declared", resource.since.map(Self.moment)),
      ("how often", resource.recurrence.map(Wording.recurrence)),
      ("a fight", resource.fight.map(Wording.fight)),
      ("because of", because), ("skipped because of", resource.skippedBecause),
      ("declared in", resource.location.map { "\($0.file):\($0.line):\($0.column)" }),
      ("module", resource.module),
      (
        "took",
        resource.durationMilliseconds > 0 ? Self.seconds(resource.durationMilliseconds) : nil
      ),
      ("attempts", resource.attempts > 1 ? "\(resource.attempts)" : nil),
    ]
    let items = told.compactMap { name, value in
      value.map {
        Markup(
          "div", [], [Markup("dt", [], [Markup(trusted: name)]), Markup("dd", text: $0)],
          isBlock: true)
      }
    }
    return items.isEmpty ? nil : .block("dl", [], items)
  }

  private static func nonempty(_ text: String) -> String? { text.isEmpty ? nil : text }

  private func values(of resource: ResourceReport) -> Markup? {
    let changes = resource.changes.filter { $0.diff == nil }
    guard !changes.isEmpty else { return nil }
    let isOneCause = Set(resource.changes.map(\.cause)).count == 1
    let rows = changes.map { change -> Markup in
      let hidden = Markup("em", text: "(sensitive)")
      let isHidden = change.isSensitive == true
      let from = isHidden ? hidden : value(change.from)
      let to = isHidden ? hidden : value(change.to)
      let cause = isOneCause ? [] : [Markup(Wording.cause(change.cause))]
      return row([Markup("code", text: change.attribute), from, to] + cause)
    }
    return table(["attribute", "was", "to be"] + (isOneCause ? [] : ["cause"]), rows)
  }

  private func value(_ value: Value?) -> Markup {
    switch value {
    case nil, .null: Markup("em", text: "none")
    default: Markup("code", text: Wording.shown(value, inFull: true))
    }
  }

  /// Lines with a sign that is text: it is read and copied, and needs no colour.
  private func diff(_ change: ChangeReport) -> Markup {
    let lines = (change.diff ?? "").unicodeScalars
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let added = lines.count { $0.hasPrefix("+") }
    let removed = lines.count { $0.hasPrefix("-") }
    let shown = lines.map { line in
      let name: String? =
        switch line.first {
        case "+": "create"
        case "-": "remove"
        case "@": "hunk"
        default: nil
        }
      return Markup("span", [("class", name)], [Markup(lines: line)], isBlock: true)
    }
    let rest = change.linesCut ?? 0
    let more = rest > 0 ? [Markup("span", [("class", "hunk")], text: "… \(rest) more lines")] : []
    return .block(
      "details", [("class", "diff"), ("open", lines.count <= 40 ? "" : nil)],
      [
        Markup(
          "summary", [],
          [
            Markup("code", text: change.attribute),
            Markup("span", [("class", "create")], text: "+\(added)"),
            Markup("span", [("class", "remove")], text: "−\(removed)"),
          ], isBlock: true),
        change.diff?.isEmpty == false
          ? Markup("pre", [("tabindex", "0")], shown + more, isBlock: true)
          : Markup("p", text: "no line differs"),
      ])
  }

  private func failure(of resource: ResourceReport) -> Markup? {
    guard let failure = resource.failure else { return nil }
    let remedy = failure.remedy.map { [Markup("p", text: $0), .lineBreak] }
    let likely = resource.likelyBecause.map {
      [Markup("p", text: "likely because of \($0)"), .lineBreak]
    }
    let text = "cannot \(failure.operation) \(failure.subject): \(failure.because)"
    return .block(
      "div", [("class", "failure fail")],
      [Markup("pre", [], [Markup(lines: text)], isBlock: true)] + (remedy ?? []) + (likely ?? []))
  }

  private func said(by resource: ResourceReport) -> Markup? {
    guard !resource.messages.isEmpty else { return nil }
    return Markup(
      "pre", [("class", "said"), ("tabindex", "0")],
      [Markup(lines: resource.messages.joined(separator: "\n"))], isBlock: true)
  }

  private func hook(of resource: ResourceReport) -> Markup? {
    guard let run = resource.hook else { return nil }
    let end =
      run.exitStatus.map { "ended with status \($0)" } ?? run.signal.map { "ended by signal \($0)" }
      ?? (run.timedOut == true ? "did not end in time" : "has no known end")
    let streams = [("output", run.output), ("errors", run.error)].filter { $0.1.bytes > 0 }
      .map { name, stream in
        let text = stream.last.isEmpty ? stream.first : "\(stream.first)\n…\n\(stream.last)"
        return Markup.block(
          "details", [("class", "diff")],
          [
            Markup("summary", [], [Markup("\(name), \(stream.bytes) bytes")], isBlock: true),
            Markup("pre", [("tabindex", "0")], [Markup(lines: text)], isBlock: true),
          ])
      }
    return .block(
      "div", [], [Markup("p", text: "run \(run.number) \(end)"), .lineBreak] + streams)
  }
}
