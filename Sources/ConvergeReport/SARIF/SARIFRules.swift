internal import ConvergeCore

/// The rules that the findings of a report name, in the order in which they are needed first.
struct SARIFRules {
  private var known: [String: Int] = [:]
  /// As reportingDescriptor objects (SARIF 2.1.0, section 3.49).
  private(set) var list: [Value] = []
  private var ids: [String] = []

  func id(_ index: Int) -> String { ids[index] }

  /// The rule of an outcome of a kind.
  mutating func index(of resource: ResourceReport, _ level: String) -> Int {
    index(
      of: "\(resource.outcome.rawValue)/\(resource.kind)",
      "a \(resource.kind): \(Wording.counted(resource.outcome))", level)
  }

  /// The rule of what is wrong with a manifest.
  mutating func index(ofProblem level: String) -> Int {
    index(of: "manifest/\(level)", Message.problem, level)
  }

  private mutating func index(of id: String, _ text: String, _ level: String) -> Int {
    if let index = known[id] { return index }
    known[id] = list.count
    ids.append(id)
    list.append(
      .record([
        "id": .text(id), "shortDescription": .record(["text": .text(text)]),
        "defaultConfiguration": .record(["level": .text(level)]),
      ]))
    return list.count - 1
  }
}

private enum Message {
  static let problem = "the manifest is not as the language says"
}
