internal import ConvergeCore
internal import ConvergeSystems

/// What a transaction of the simulated apt would do, or why it cannot.
struct SimulatedAptPlan {
  struct Refusal: Error {
    var output = ""
    let error: String
  }

  private(set) var installs: [SimulatedPackage] = []
  private(set) var removals: [String] = []
  /// What came only because others need it.
  private(set) var automatic: [String] = []

  private let machine: SimulatedHost
  private let repository: SimulatedRepository
  private let database: SimulatedDpkgDatabase
  private let options: SimulatedAptOptions
  private var requested: Set<String> = []
  /// The versions that were asked for, which count for whoever needs the package too.
  private var chosen: [String: String] = [:]

  init(
    _ arguments: [String], _ options: SimulatedAptOptions, on machine: SimulatedHost
  ) throws(Refusal) {
    self.machine = machine
    self.options = options
    repository = .of(machine)
    database = .read(on: machine)
    for entry in database.present {
      // What is unpacked counts as installed for apt, whatever dpkg wants done with it.
      let isAsked = options.reinstalls && arguments.contains(entry.name)
      let isTorn = entry.condition == "half-installed"
      if isAsked || isTorn, let again = repository.package(entry.name, entry.version) {
        installs.append(again)
      }
    }
    for parts in arguments.map({ $0.split(separator: "=", maxSplits: 1).map(String.init) })
    where parts.count == 2 {
      chosen[parts[0]] = parts[1]
    }
    for argument in arguments where argument.hasSuffix("-") {
      requested.insert(String(argument.dropLast()))
    }
    for argument in arguments where argument.hasSuffix("-") {
      remove(String(argument.dropLast()))
    }
    for argument in arguments where !argument.hasSuffix("-") { try request(argument) }
    for package in installs { try check(package) }
    try checkWhole()
  }

  private mutating func request(_ argument: String) throws(Refusal) {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    let name = parts[0]
    requested.insert(name)
    let installed = database[name].flatMap { $0.isThere ? $0.version : nil }
    guard !repository.listed(name, on: machine).isEmpty || installed != nil else {
      let providers = repository.providers(of: name, on: machine)
      guard !providers.isEmpty else {
        throw Refusal(error: "E: Unable to locate package \(name)\n")
      }
      let lines = providers.map { "  \($0.name) \($0.version)\n" }.joined()
      throw Refusal(
        output: "Package \(name) is a virtual package provided by:\n\(lines)\n",
        error: "E: Package '\(name)' has no installation candidate\n")
    }
    let version =
      parts.count > 1
      ? parts[1] : repository.candidate(name, installed: installed, on: machine)
    guard let version else {
      throw Refusal(error: "E: Package '\(name)' has no installation candidate\n")
    }
    if version == installed { return }
    guard let package = repository.listed(name, on: machine).first(where: { $0.version == version })
    else { throw Refusal(error: "E: Version '\(version)' for '\(name)' was not found\n") }
    try install(package)
  }

  private mutating func install(_ package: SimulatedPackage) throws(Refusal) {
    guard !installs.contains(where: { $0.name == package.name }) else { return }
    installs.append(package)
    for other in database.present where other.name != package.name {
      let theirs = repository.package(other.name, other.version)
      let isConflict =
        package.conflicts.contains(other.name) || theirs?.conflicts.contains(package.name) == true
      if isConflict, !removals.contains(other.name) { remove(other.name) }
    }
    for text in package.depends { try require(text, for: package.name) }
    if options.recommends {
      for text in package.recommends { try? require(text, for: package.name) }
    }
    // The needed ones first.
    installs.removeAll { $0.name == package.name }
    installs.append(package)
  }

  private mutating func require(_ text: String, for name: String) throws(Refusal) {
    let relation = SimulatedRelation(text)
    if let coming = installs.first(where: { $0.name == relation.name }) {
      guard relation.takes(coming.version) else { throw unmet(name, text) }
      return
    }
    if installs.contains(where: { $0.provides.contains(relation.name) }) { return }
    let installed = database[relation.name].flatMap { $0.isThere ? $0.version : nil }
    let stays = !removals.contains(relation.name)
    if let installed, stays, relation.takes(installed) { return }
    guard
      let candidate = chosen[relation.name]
        ?? repository.candidate(relation.name, installed: installed, on: machine),
      relation.takes(candidate), !requested.contains(relation.name) || stays,
      let package = repository.listed(relation.name, on: machine)
        .first(where: { $0.version == candidate })
    else { throw unmet(name, text) }
    if !requested.contains(package.name), installed == nil { automatic.append(package.name) }
    try install(package)
  }

  private func unmet(_ name: String, _ text: String) -> Refusal {
    Refusal(
      output: "The following packages have unmet dependencies:\n \(name) : Depends: \(text) "
        + "but it is not going to be installed\n",
      error: "E: Unable to correct problems, you have held broken packages.\n")
  }

  /// With everything that depends on it.
  private mutating func remove(_ name: String) {
    guard !removals.contains(name), database[name]?.isThere == true else { return }
    for other in database.present {
      let theirs = repository.package(other.name, other.version)
      if theirs?.depends.contains(where: { SimulatedRelation($0).name == name }) == true {
        remove(other.name)
      }
    }
    removals.append(name)
  }

  private func check(_ package: SimulatedPackage) throws(Refusal) {
    for other in installs where package.conflicts.contains(other.name) {
      throw Refusal(
        output: "The following packages have unmet dependencies:\n \(package.name) : Conflicts: "
          + "\(other.name) but \(other.version) is to be installed\n",
        error: "E: Unable to correct problems, you have held broken packages.\n")
    }
    if removals.contains(package.name) {
      throw Refusal(
        output: "The following packages have unmet dependencies:\n \(package.name) : Conflicts\n",
        error: "E: Unable to correct problems, you have held broken packages.\n")
    }
  }

  private func checkWhole() throws(Refusal) {
    // What is only installed anew stays what it is.
    let touched =
      removals + installs.filter { database[$0.name]?.version != $0.version }.map(\.name)
    if touched.contains(where: { database[$0]?.selection == "hold" }), !options.changesHeld {
      throw Refusal(
        error: "E: Held packages were changed and -y was used without "
          + "--allow-change-held-packages.\n")
    }
    let isBack = installs.contains { package in
      database[package.name].map {
        $0.isThere && DebianVersion(package.version) < DebianVersion($0.version)
      } ?? false
    }
    if isBack, !options.allowsDowngrade {
      throw Refusal(
        error: "E: Packages were downgraded and -y was used without --allow-downgrades.\n")
    }
    let isEssential = removals.contains { name in
      database[name].flatMap { repository.package(name, $0.version) }?.isEssential == true
    }
    if isEssential {
      throw Refusal(
        error: "E: Essential packages were removed and -y was used without "
          + "--allow-remove-essential.\n")
    }
  }

  /// The lines of `apt-get --simulate`.
  var text: String {
    let gone = removals.map { name in "Remv \(name) [\(database[name]?.version ?? "")]\n" }
    let come = installs.map { package in
      let old = database[package.name].flatMap { $0.isThere ? "[\($0.version)] " : nil } ?? ""
      return "Inst \(package.name) \(old)(\(package.version) Simulated:1/stable [amd64])\n"
    }
    return (gone + come).joined()
  }
}
