/// A step of the usual order of a host (`language.md`, sections 4 and 5).
///
/// Phases order what edges leave open; they never carry failure. Removals of what others stand on
/// come after everything else, in an order of their own.
package struct Phase: RawRepresentable, Hashable, Comparable, Sendable {
  package let rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }

  package static let start = Phase(rawValue: 0)
  package static let repositories = Phase(rawValue: 10)
  package static let packages = Phase(rawValue: 20)
  package static let groups = Phase(rawValue: 30)
  package static let users = Phase(rawValue: 40)
  package static let files = Phase(rawValue: 50)
  package static let units = Phase(rawValue: 60)
  package static let services = Phase(rawValue: 70)
  package static let engines = Phase(rawValue: 80)
  package static let containers = Phase(rawValue: 90)
  package static let repositoryRemovals = Phase(rawValue: 91)
  package static let imageRemovals = Phase(rawValue: 92)
  package static let networkRemovals = Phase(rawValue: 93)
  package static let volumeRemovals = Phase(rawValue: 94)
  package static let unitRemovals = Phase(rawValue: 95)
  package static let homeRemovals = Phase(rawValue: 96)
  package static let userRemovals = Phase(rawValue: 97)
  package static let groupRemovals = Phase(rawValue: 98)
  package static let commands = Phase(rawValue: 100)
  package static let hooks = Phase(rawValue: 110)
  package static let end = Phase(rawValue: 120)

  package static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }
}
