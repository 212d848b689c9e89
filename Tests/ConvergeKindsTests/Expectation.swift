import ConvergeCore
import ConvergeEngine
import ConvergeTestSupport

/// What a case says of one resource's plan, and how a result differs from it.
struct Expectation {
  let node: Node
  let reference: String

  static let keys = [
    "ref", "action", "changes", "cause", "unknown", "failing", "skipped", "fails", "messages",
  ]

  init(_ node: Node) throws {
    self.node = node
    try node.requireKeys(Self.keys)
    guard let reference = node.text("ref") else {
      throw Case.Broken(description: "\(node.place): 'ref' is missing")
    }
    self.reference = reference
  }

  /// Whether the resource is not as declared after an apply.
  var staysUnsettled: Bool { node["failing"] != nil || node["skipped"] != nil || fails != nil }
  var fails: String? { node.text("fails") }

  /// What a planned result says otherwise, one line each.
  func differences(from result: ResourceResult) -> [String] {
    var found: [String] = []
    func expect(_ what: String, _ wanted: String?, _ real: String?) {
      guard let wanted, wanted != real else { return }
      found.append("\(reference): \(what) is \(real ?? "nothing"), not \(wanted)")
    }
    func expectPart(_ what: String, _ wanted: String?, _ real: String?) {
      guard let wanted, real?.contains(wanted) != true else { return }
      found.append("\(reference): \(what) is \(real ?? "nothing"), without \(wanted)")
    }
    let isPlain = ["unknown", "failing", "skipped"].allSatisfy { node[$0] == nil }
    if isPlain { expect("action", node.text("action"), result.outcome.action) }
    if let unknown = node["unknown"] {
      expect("outcome", "unknown", result.outcome.rawValue)
      if unknown.value.boolean != true {
        expectPart("uncertainty", unknown.scalar?.text, result.uncertainty)
      }
    }
    if node["failing"] != nil { expect("outcome", "will_fail", result.outcome.rawValue) }
    expectPart("error", node.text("failing"), result.error.map { "\($0)" })
    if let skipped = node.text("skipped") {
      expect("outcome", "skipped", result.outcome.rawValue)
      if skipped != "true" {
        expect("failure behind it", skipped, result.skippedBecause.map { "\($0)" })
      }
    }
    expect("cause", node.text("cause"), result.cause?.rawValue)
    if let changes = node["changes"]?.mapping { found += differences(of: changes, from: result) }
    return found
  }

  private func differences(of wanted: [Node.Entry], from result: ResourceResult) -> [String] {
    var found: [String] = []
    let real = result.differences.map(\.change)
    for change in real where !wanted.contains(where: { $0.key.scalar?.text == change.attribute }) {
      found.append(
        "\(reference): unexpected change of \(change.attribute): "
          + "\(change.from.jsonText()) → \(change.to.jsonText())")
    }
    for entry in wanted {
      let name = entry.key.scalar?.text ?? ""
      guard let change = real.first(where: { $0.attribute == name }) else {
        found.append("\(reference): no change of \(name)")
        continue
      }
      guard let sides = entry.value.sequence else { continue }
      let shown = Self.sides(of: change)
      let expected = sides.map { $0.isNull ? "null" : $0.scalar?.text ?? $0.value.jsonText() }
      if expected != shown {
        found.append("\(reference): \(name) is \(shown), not \(expected)")
      }
    }
    return found
  }

  /// Both values as a case writes them.
  private static func sides(of change: Change) -> [String] {
    if let contents = change.contents, !change.isSensitive {
      let old =
        change.from == .null ? "null" : String(decoding: contents.old, as: UTF8.self)
      return [old, String(decoding: contents.new, as: UTF8.self)]
    }
    return [change.from, change.to].map { $0.text.map { $0 } ?? $0.jsonText() }
      .enumerated().map { index, text in
        (index == 0 ? change.from : change.to).isSensitive ? "(sensitive)" : text
      }
  }
}

extension Outcome {
  /// The word that a case has for it.
  var action: String {
    switch self {
    case .wouldCreate: "create"
    case .wouldUpdate: "update"
    case .wouldRemove: "remove"
    case .wouldReplace: "replace"
    case .wouldRun: "run"
    case .wouldRefresh: "refresh"
    default: rawValue
    }
  }
}
