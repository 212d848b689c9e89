internal import ConvergeCore

/// A report as SARIF 2.1.0 (OASIS), the form in which code hosts and editors show findings at the
/// line that they come from: the place where a resource is declared.
///
/// There is a rule for each outcome of a kind, as `would_update/file`. What is as it should be is no
/// finding.
package struct SARIFReport {
  let report: Report
  let now: Timestamp

  package init(_ report: Report, now: Timestamp) {
    self.report = report
    self.now = now
  }

  /// The whole document, with a line break at its end.
  package var text: String {
    let document = Value.record([
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
      "runs": [run],
    ])
    return document.jsonText(isIndented: true) + "\n"
  }

  private var run: Value {
    var rules = SARIFRules()
    let findings = report.resources.filter { $0.outcome != .inSync }
      .map { finding($0, &rules) }
    let problems = report.diagnostics.filter { $0.severity != "note" }.map { problem($0, &rules) }
    return .record([
      "tool": .record([
        "driver": .record([
          "name": "converge", "version": .text(ownVersion), "rules": .list(rules.list),
        ])
      ]),
      "automationDetails": .record(["id": .text("converge/\(report.manifest.title)/\(report.run)")]
      ),
      "columnKind": "unicodeCodePoints",
      "invocations": [invocation],
      "results": .list(findings + problems),
    ])
  }

  private var invocation: Value {
    let notes = report.messages.map { message in
      Value.record(["level": "note", "message": said(message)])
    }
    return .record([
      "executionSuccessful": .boolean(report.result != .notRun && !report.isInterrupted),
      "exitCode": .integer(Int64(report.exitStatus())),
      "startTimeUtc": .text(report.started), "machine": .text(report.host.name),
      "toolExecutionNotifications": .list(notes),
    ])
  }

  private func finding(_ resource: ResourceReport, _ rules: inout SARIFRules) -> Value {
    let level = level(of: resource)
    let rule = rules.index(of: resource, level)
    let told = ResourceText(resource, now: now)
    let lines = (["\(resource.ref) \(told.line)"] + told.lines).joined(separator: "\n")
    var members: [Value.Member] = [
      .init("ruleId", .text(rules.id(rule))), .init("ruleIndex", .integer(Int64(rule))),
      .init("kind", "fail"), .init("level", .text(level)), .init("message", said(lines)),
      .init("locations", [location(resource)]),
      .init(
        "partialFingerprints",
        .record([
          "convergeResource/v1": .text(
            Digest(of: "\(report.host.name)\0\(report.manifest.title)\0\(resource.ref)").hexadecimal
          )
        ])),
    ]
    var properties: [Value.Member] = [.init("outcome", .text(resource.outcome.rawValue))]
    if let cause = resource.cause { properties.append(.init("cause", .text(cause.rawValue))) }
    if let actor = resource.actor { properties.append(.init("actor", actor.value)) }
    if let since = resource.since { properties.append(.init("since", .text(since))) }
    members.append(.init("properties", .mapping(properties)))
    return .mapping(members)
  }

  private func level(of resource: ResourceReport) -> String {
    guard resource.counts else { return "note" }
    return switch resource.outcome.family {
    case .failure: "error"
    case .change: report.verb == .apply ? "note" : "warning"
    case .drift: "warning"
    case .inSync, .deferral, .skip, .unknown: "note"
    }
  }

  private func location(_ resource: ResourceReport) -> Value {
    let logical = Value.record([
      "fullyQualifiedName": .text(resource.ref), "kind": "resource",
    ])
    var members: [Value.Member] = []
    if let place = resource.location { members.append(.init("physicalLocation", physical(place))) }
    members.append(.init("logicalLocations", [logical]))
    return .mapping(members)
  }

  private func problem(_ diagnostic: DiagnosticReport, _ rules: inout SARIFRules) -> Value {
    let level = diagnostic.isError ? "error" : "warning"
    let rule = rules.index(ofProblem: level)
    let text = [diagnostic.message, diagnostic.hint].compactMap(\.self).joined(separator: "; ")
    var members: [Value.Member] = [
      .init("ruleId", .text(rules.id(rule))), .init("ruleIndex", .integer(Int64(rule))),
      .init("kind", "fail"), .init("level", .text(level)), .init("message", said(text)),
    ]
    if let place = diagnostic.location {
      members.append(.init("locations", [.record(["physicalLocation": physical(place)])]))
    }
    let related = diagnostic.related.map { related in
      Value.record([
        "physicalLocation": physical(related.location), "message": said(related.message),
      ])
    }
    if !related.isEmpty { members.append(.init("relatedLocations", .list(related))) }
    return .mapping(members)
  }

  private func physical(_ place: LocationReport) -> Value {
    .record([
      "artifactLocation": .record(["uri": .text(uri(place.file))]),
      "region": .record([
        "startLine": .integer(Int64(max(1, place.line))),
        "startColumn": .integer(Int64(max(1, place.column))),
      ]),
    ])
  }

  private func said(_ text: String) -> Value {
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    return .record(["text": .text(lines.map { String($0).visibleLine }.joined(separator: "\n"))])
  }

  /// A path as a reference of RFC 3986: relative as it is, absolute with its scheme.
  private func uri(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF")
    let kept = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
    let encoded = path.utf8.reduce(into: "") { text, byte in
      if kept.contains(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return path.hasPrefix("/") ? "file://\(encoded)" : encoded
  }
}
