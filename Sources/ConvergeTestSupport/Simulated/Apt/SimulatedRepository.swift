internal import ConvergeCore
internal import ConvergeSystems
internal import Synchronization

/// The mirror that a simulated machine installs from, and whether it answers.
package final class SimulatedRepository: Sendable {
  private let state = Mutex(State())

  private struct State {
    var packages: [SimulatedPackage] = []
    var answers = true
    var updates = 0
    /// What dpkg's status file says, as long as no file changes.
    var database: (generation: Int, content: SimulatedDpkgDatabase)?
  }

  /// The repository of a machine, which has apt and dpkg from then on.
  package static func of(_ machine: SimulatedHost) -> SimulatedRepository {
    if let known = machine.part(SimulatedRepository.self) { return known }
    let repository = machine.part(SimulatedRepository.self) { SimulatedRepository() }
    machine.install(SimulatedAptGet(), at: "/usr/bin/apt-get")
    machine.install(SimulatedAptCache(), at: "/usr/bin/apt-cache")
    machine.install(SimulatedAptMark(), at: "/usr/bin/apt-mark")
    machine.install(SimulatedDpkg(), at: "/usr/bin/dpkg")
    machine.put("/var/lib/dpkg/status", Array("".utf8))
    machine.putDirectory("/var/lib/dpkg/updates")
    for lock in ["/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock", "/var/lib/apt/lists/lock"] {
      machine.put(lock, mode: 0o640)
    }
    machine.put("/var/lib/apt/lists/mirror_Packages", Array("old\n".utf8))
    machine.putDirectory("/var/lib/apt/lists/partial", mode: 0o700)
    machine.put("/etc/apt/sources.list", Array("deb http://mirror.example.org/ stable main\n".utf8))
    // The lists are as old as the machine, and newer than the sources.
    machine.put("/var/lib/apt/periodic/update-success-stamp")
    return repository
  }

  /// What was read of dpkg's status file, where no file has changed since.
  func database(at generation: Int) -> SimulatedDpkgDatabase? {
    state.withLock { $0.database.flatMap { $0.generation == generation ? $0.content : nil } }
  }

  func keep(_ database: SimulatedDpkgDatabase, at generation: Int) {
    state.withLock { $0.database = (generation, database) }
  }

  /// Adds a version.
  package func add(_ package: SimulatedPackage) { state.withLock { $0.packages.append(package) } }

  /// Has refreshes of the lists fail.
  package func goSilent() { state.withLock { $0.answers = false } }

  package var answers: Bool { state.withLock { $0.answers } }

  /// How often the lists were refreshed.
  package var updates: Int { state.withLock { $0.updates } }

  func countUpdate() { state.withLock { $0.updates += 1 } }

  /// Every version, also what the machine's lists do not have.
  var all: [SimulatedPackage] { state.withLock { $0.packages } }

  /// A version, wherever it is.
  func package(_ name: String, _ version: String) -> SimulatedPackage? {
    all.first { $0.name == name && $0.version == version }
  }

  /// What the machine's lists have of a package, newest first.
  func listed(_ name: String, on machine: SimulatedHost) -> [SimulatedPackage] {
    listed(on: machine).filter { $0.name == name }
      .sorted { DebianVersion($0.version) > DebianVersion($1.version) }
  }

  /// All that the machine's lists have.
  func listed(on machine: SimulatedHost) -> [SimulatedPackage] {
    guard let lists = machine.content("/var/lib/apt/lists/mirror_Packages") else { return [] }
    let isFresh = lists.starts(with: "new".utf8)
    return all.filter { !$0.isRecent || isFresh }
  }

  /// Who provides a name that no package has.
  func providers(of name: String, on machine: SimulatedHost) -> [SimulatedPackage] {
    listed(on: machine).filter { $0.provides.contains(name) }
  }

  /// What apt would choose: the highest priority, then the newest; what is installed counts too.
  func candidate(
    _ name: String, installed: String?, on machine: SimulatedHost
  ) -> String? {
    var choices = listed(name, on: machine).map { (version: $0.version, priority: $0.priority) }
    if let installed, !choices.contains(where: { $0.version == installed }) {
      choices.append((installed, 100))
    }
    choices = choices.filter { $0.priority >= 0 }
    return choices.max { left, right in
      // Only a priority above 1000 brings an older version.
      if let installed, DebianVersion(left.version) < DebianVersion(installed),
        left.priority <= 1000
      {
        return true
      }
      return (left.priority, DebianVersion(left.version))
        < (right.priority, DebianVersion(right.version))
    }?.version
  }
}
