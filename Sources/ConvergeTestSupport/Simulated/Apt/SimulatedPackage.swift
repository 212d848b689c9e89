internal import ConvergeSystems

/// One version of a package, as a repository has it.
package struct SimulatedPackage: Sendable {
  /// What its script does after it was unpacked.
  package enum Script: Sendable, Equatable {
    case succeeds
    case fails
    /// Fails as long as nothing is at this path.
    case needs(String)
  }

  package var name: String
  package var version: String
  /// `other`, or `other (>= 1.0)`.
  package var depends: [String] = []
  package var recommends: [String] = []
  package var conflicts: [String] = []
  package var provides: [String] = []
  /// Paths with their contents.
  package var files: [(path: String, content: String)] = []
  package var conffiles: [(path: String, content: String)] = []
  /// The unit that its script starts, before anybody could have configured it.
  package var starts: String?
  package var script = Script.succeeds
  package var isEssential = false
  /// Whether its archive is missing from the mirror.
  package var isLost = false
  /// Whether only refreshed lists have it.
  package var isRecent = false
  package var priority = 500
  /// How long its script takes.
  package var takes: Duration = .zero

  package init(_ name: String, _ version: String) {
    self.name = name
    self.version = version
  }
}

/// A dependency as packages write it.
struct SimulatedRelation {
  let name: String
  private let comparison: String
  private let version: String

  init(_ text: String) {
    let words = text.split { " ()".contains($0) }.map(String.init)
    name = words.first ?? ""
    comparison = words.count > 2 ? words[1] : ""
    version = words.count > 2 ? words[2] : ""
  }

  func takes(_ version: String) -> Bool {
    let (left, right) = (DebianVersion(version), DebianVersion(self.version))
    return switch comparison {
    case ">=": left >= right
    case "<=": left <= right
    case ">>": left > right
    case "<<": left < right
    case "=": left == right
    default: true
    }
  }
}
