/// Whose each step of a machine was, told from the steps' labels alone.
struct Trace: Sendable {
  /// The first and the last step of a resource, counted from one.
  private(set) var spans: [Int: ClosedRange<Int>] = [:]

  /// Reads the labels of some steps.
  ///
  /// - Parameter first: the number of the first of them.
  init(_ labels: some Sequence<String>, from first: Int, of scenario: Scenario) {
    for (number, label) in zip(first..., labels) {
      guard let index = scenario.owner(ofStep: label) else { continue }
      let begin = spans[index]?.lowerBound ?? number
      spans[index] = begin...number
    }
  }

  /// Leaves the steps of some out.
  mutating func forget(_ isLeftOut: (Int) -> Bool) {
    spans = spans.filter { !isLeftOut($0.key) }
  }

  /// What began too early, as a sentence each.
  func violations(of scenario: Scenario) -> [String] {
    var found: [String] = []
    for pair in scenario.precedence.pairs {
      guard let earlier = spans[pair.earlier], let later = spans[pair.later],
        earlier.upperBound >= later.lowerBound
      else { continue }
      let (first, second) = (scenario.drafts[pair.earlier], scenario.drafts[pair.later])
      found.append(
        "\(second.reference) began before \(first.reference) had ended (\(pair.reason.rawValue))")
    }
    let alone = scenario.drafts.indices.filter { scenario.drafts[$0].runsAlone }
    for (place, one) in alone.enumerated() {
      for other in alone[(place + 1)...] {
        guard let first = spans[one], let second = spans[other], first.overlaps(second) else {
          continue
        }
        let names = "\(scenario.drafts[one].reference) and \(scenario.drafts[other].reference)"
        found.append("\(names) ran at the same time")
      }
    }
    return found
  }
}

/// What a step's label says of whose it is.
enum StepSubject {
  private static let unitWords: Set<Substring> = [
    "StartUnit", "StopUnit", "RestartUnit", "ReloadUnit", "answer", "enable", "disable", "mask",
    "unmask",
  ]
  private static let packageWords: Set<Substring> = [
    "unpack", "configure", "finish", "remove", "start", "stop",
  ]

  /// `path:/etc/a`, `package:nginx`; nil for a step that is nobody's, as of the ledger.
  static func of(_ label: String) -> String? {
    let halves = label.split(separator: ": ", maxSplits: 1)
    let words = halves[halves.count - 1].split(separator: " ")
    guard let verb = words.first, let last = words.last else { return nil }
    guard halves.count == 1 else { return ofProgram(halves[0], verb, last) }
    if verb == "docker" {
      let isImage = words[1] == "pull" || words[1] == "rmi"
      return isImage ? "image:\(last)" : "container:\(withoutRun(last))"
    }
    if unitWords.contains(verb) { return "service:\(last)" }
    return last.hasPrefix("/") ? "path:\(placed(last))" : nil
  }

  private static func ofProgram(
    _ program: Substring, _ verb: Substring, _ last: Substring
  ) -> String? {
    switch program {
    case "apt-get", "dpkg":
      packageWords.contains(verb) && !last.hasPrefix("/") ? "package:\(last)" : nil
    case "apt-mark": nil
    case "useradd", "usermod", "userdel", "chpasswd", "mkhomedir_helper": "user:\(last)"
    case "groupadd", "groupmod", "groupdel": "group:\(last)"
    default: last.hasPrefix("/") ? "path:\(last)" : nil
    }
  }

  private static func withoutRun(_ name: Substring) -> Substring {
    guard let dot = name.range(of: ".converge-") else { return name }
    return name[..<dot.lowerBound]
  }

  /// The path that a temporary name or a backup stands for.
  private static func placed(_ path: Substring) -> Substring {
    guard path.hasSuffix("~") else { return path }
    if let run = path.range(of: ".2026-") { return path[..<run.lowerBound] }
    guard let run = path.range(of: ".converge-"), let slash = path.lastIndex(of: "/") else {
      return path
    }
    let directory = path[...slash]
    let name = path[path.index(slash, offsetBy: 2)..<run.lowerBound]
    return directory + name
  }
}

extension Substring {
  /// Where a text stands in it first.
  fileprivate func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
