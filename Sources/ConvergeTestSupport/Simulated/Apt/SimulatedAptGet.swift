internal import ConvergeCore

/// What the simulated apt-get understands of its command line.
struct SimulatedAptOptions {
  var verb = ""
  var arguments: [String] = []
  var isSimulation = false
  var recommends = true
  var allowsDowngrade = false
  var changesHeld = false
  var replacesConffiles = false
  /// Whether a refresh that succeeds is to touch the stamp.
  var stamps = false
  var fixesBroken = false
  var reinstalls = false
  var keepsAll = false
  var unknown: [String] = []

  init(_ arguments: ArraySlice<String>) {
    var rest = arguments
    while let argument = rest.popFirst() {
      switch argument {
      case "-y", "-q": break
      case "--fix-broken": fixesBroken = true
      case "--reinstall": reinstalls = true
      case "--no-remove": keepsAll = true
      case "-o":
        let option = rest.popFirst() ?? ""
        if option == "Dpkg::Options::=--force-confnew" { replacesConffiles = true }
        if option.hasPrefix("APT::Update::Post-Invoke-Success::=touch ") { stamps = true }
      case "-s", "--simulate": isSimulation = true
      case "--no-install-recommends": recommends = false
      case "--install-recommends": recommends = true
      case "--allow-downgrades": allowsDowngrade = true
      case "--allow-change-held-packages": changesHeld = true
      default:
        if argument.hasPrefix("-") {
          unknown.append(argument)
        } else if verb.isEmpty {
          verb = argument
        } else {
          self.arguments.append(argument)
        }
      }
    }
  }
}

/// `/usr/bin/apt-get`: `update`, `install`, `purge`.
struct SimulatedAptGet: SimulatedProgram {
  func run(
    _ invocation: Invocation, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    let options = SimulatedAptOptions(invocation.arguments.dropFirst())
    guard options.unknown.isEmpty else {
      return Self.refused("E: Command line option \(options.unknown) is not understood\n")
    }
    switch options.verb {
    case "update": return try update(options, on: machine)
    case "install": return try install(options, on: machine)
    case "purge":
      return try transact(on: machine, options) { (work) throws(HostError) in
        for name in options.arguments { try work.remove(name, isPurge: true) }
      }
    default: return Self.refused("E: Invalid operation \(options.verb)\n")
    }
  }

  private func update(
    _ options: SimulatedAptOptions, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    let repository = SimulatedRepository.of(machine)
    if let held = SimulatedLock.complaint(about: "/var/lib/apt/lists/lock", on: machine) {
      return Self.refused(held)
    }
    guard repository.answers else {
      return Self.refused("E: Failed to fetch http://mirror.example.org/dists  no answer\n")
    }
    repository.countUpdate()
    // As apt does: the age of the directory is that of what is in it, until that is replaced.
    try SimulatedDpkgDatabase.replace(
      "/var/lib/apt/lists/mirror_Packages", "new\n",
      through: "/var/lib/apt/lists/partial/mirror_Packages", on: machine)
    if options.stamps {
      try SimulatedDpkgDatabase.replace(
        "/var/lib/apt/periodic/update-success-stamp", "", on: machine)
    }
    return ProcessResult(end: .exited(0), output: [], error: [])
  }

  private func install(
    _ options: SimulatedAptOptions, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    let plan: SimulatedAptPlan
    do throws(SimulatedAptPlan.Refusal) {
      plan = try SimulatedAptPlan(options.arguments, options, on: machine)
    } catch {
      return Self.refused(error.error, output: error.output)
    }
    if options.isSimulation {
      return ProcessResult(end: .exited(0), output: Array(plan.text.utf8), error: [])
    }
    if options.keepsAll, !plan.removals.isEmpty {
      return Self.refused("E: Packages need to be removed but remove is disabled.\n")
    }
    if let lost = plan.installs.first(where: \.isLost) {
      return Self.refused(
        "E: Failed to fetch http://mirror.example.org/\(lost.name)_\(lost.version).deb  404\n"
          + "E: Unable to fetch some archives\n")
    }
    return try transact(on: machine, options) { (work) throws(HostError) in
      for name in plan.removals { try work.remove(name, isPurge: false) }
      let automatic = SimulatedDpkgDatabase.automatic(on: machine)
      let asked = options.arguments.map { $0.split(separator: "=")[0] }
      try SimulatedDpkgDatabase.setAutomatic(
        automatic.filter { !asked.contains($0[...]) && !plan.removals.contains($0) }
          + plan.automatic.filter { !automatic.contains($0) }, on: machine)
      for package in plan.installs { try work.unpack(package) }
      try work.configureAll()
    }
  }

  private func transact(
    on machine: SimulatedHost, _ options: SimulatedAptOptions,
    _ body: (inout SimulatedDpkgWork) throws(HostError) -> Void
  ) throws(HostError) -> ProcessResult {
    if let held = SimulatedLock.complaint(about: "/var/lib/dpkg/lock-frontend", on: machine) {
      return Self.refused(held)
    }
    var work = SimulatedDpkgWork(on: machine, replacesConffiles: options.replacesConffiles)
    try body(&work)
    guard !work.failed.isEmpty else {
      return ProcessResult(end: .exited(0), output: Array(work.output.utf8), error: [])
    }
    let names = work.failed.map { " \($0)\n" }.joined()
    return Self.refused(
      "E: Sub-process /usr/bin/dpkg returned an error code (1)\n",
      output: work.output + "Errors were encountered while processing:\n\(names)")
  }

  static func refused(_ error: String, output: String = "") -> ProcessResult {
    ProcessResult(end: .exited(100), output: Array(output.utf8), error: Array(error.utf8))
  }
}

/// Locks that somebody else holds, as `/proc/locks` shows them.
enum SimulatedLock {
  static func complaint(about path: String, on machine: SimulatedHost) -> String? {
    guard let inode = machine.entry(path)?.status.inode else { return nil }
    let locks = String(decoding: machine.content("/proc/locks") ?? [], as: UTF8.self)
    guard locks.contains(":\(inode) 0 EOF") else { return nil }
    return "E: Could not get lock \(path). It is held by process 4711 (somebody)\n"
  }

  /// Has another process hold the lock for some time.
  static func hold(
    _ path: String, by process: Int, _ command: String, for duration: Duration,
    on machine: SimulatedHost
  ) {
    guard let status = machine.entry(path)?.status else { return }
    let words = command.split(separator: " ").joined(separator: "\0") + "\0"
    machine.put("/proc/\(process)/cmdline", Array(words.utf8))
    let (major, minor) = (status.device >> 8 & 0xFFF, status.device & 0xFF)
    let device = [major, minor].map { number in
      let digits = String(number, radix: 16)
      return digits.count < 2 ? "0\(digits)" : digits
    }.joined(separator: ":")
    machine.put(
      "/proc/locks",
      Array("1: POSIX  ADVISORY  WRITE \(process) \(device):\(status.inode) 0 EOF\n".utf8))
    machine.schedule(after: duration) { $0.put("/proc/locks") }
  }
}
