internal import ConvergeCore
internal import ConvergeGraph

/// Resources of which only the host shows that they are one thing: by a link in a path, by an alias
/// of a unit. Both fail before either is changed.
struct Twins: Sendable {
  private(set) var errors: [Int: HostError] = [:]

  init() {}

  /// Compares all that were read.
  init(in work: Work, _ rosters: [Int: any Members], on host: Host) {
    var alike: [Likeness: [Int]] = [:]
    for index in work.graph.order {
      guard let likeness = rosters[index]?.likeness(of: index) else { continue }
      alike[likeness, default: []].append(index)
    }
    for indices in alike.values where indices.count > 1 {
      compare(indices, in: work, rosters, on: host)
    }
  }

  private mutating func compare(
    _ indices: [Int], in work: Work, _ rosters: [Int: any Members], on host: Host
  ) {
    var same: [Identity: [Int]] = [:]
    for index in indices {
      // What cannot be looked at now fails by itself.
      guard let real = try? rosters[index]?.realIdentity(of: index, on: host) else { continue }
      same[real, default: []].append(index)
    }
    for (real, indices) in same where indices.count > 1 {
      for index in indices {
        let others = indices.filter { $0 != index }
          .map { work.resources[$0].declaration.reference }
        errors[index] = HostError(
          .refused, "manage", work.resources[index].declaration.reference.description,
          because: Message.same(others, real), remedy: Message.declareOnce)
      }
    }
  }
}

private enum Message {
  static func same(_ others: [Reference], _ real: Identity) -> String {
    let names = others.map(\.description).sorted().joined(separator: ", ")
    let rest =
      others.count == 1 ? "which is declared too: both are" : "which are declared too: all are"
    return "it is the same \(real.space.rawValue) as \(names), \(rest) \(real.name)"
  }

  static let declareOnce = "declare it once, under its real name"
}
