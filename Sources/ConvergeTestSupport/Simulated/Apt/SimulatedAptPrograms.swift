internal import ConvergeCore

/// `/usr/bin/apt-cache`: `policy`, `pkgnames`.
struct SimulatedAptCache: SimulatedProgram {
  func run(
    _ invocation: Invocation, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    let arguments = invocation.arguments.dropFirst()
    let names = arguments.dropFirst()
    let text =
      switch arguments.first {
      case "policy": names.map { policy($0, on: machine) }.joined()
      case "pkgnames": Self.names(names.first ?? "", on: machine)
      default: ""
      }
    return ProcessResult(end: .exited(0), output: Array(text.utf8), error: [])
  }

  private func policy(_ name: String, on machine: SimulatedHost) -> String {
    let repository = SimulatedRepository.of(machine)
    let entry = SimulatedDpkgDatabase.read(on: machine)[name]
    let installed = entry.flatMap { $0.isThere ? $0.version : nil }
    let listed = repository.listed(name, on: machine)
    let isVirtual = !repository.providers(of: name, on: machine).isEmpty
    guard !listed.isEmpty || entry != nil || isVirtual else { return "" }
    let candidate = repository.candidate(name, installed: installed, on: machine)
    var text = "\(name):\n  Installed: \(installed ?? "(none)")\n"
    text += "  Candidate: \(candidate ?? "(none)")\n  Version table:\n"
    for package in listed {
      text += package.version == installed ? " *** " : "     "
      text += "\(package.version) \(package.priority)\n"
      text += "        500 http://mirror.example.org stable/main amd64 Packages\n"
      if package.version == installed { text += "        100 /var/lib/dpkg/status\n" }
    }
    if let installed, !listed.contains(where: { $0.version == installed }) {
      text += " *** \(installed) 100\n        100 /var/lib/dpkg/status\n"
    }
    return text
  }

  private static func names(_ prefix: String, on machine: SimulatedHost) -> String {
    let names = Set(SimulatedRepository.of(machine).listed(on: machine).map(\.name))
    return names.filter { $0.hasPrefix(prefix) }.sorted().map { "\($0)\n" }.joined()
  }
}

/// `/usr/bin/apt-mark`: `manual`, `auto`.
struct SimulatedAptMark: SimulatedProgram {
  func run(
    _ invocation: Invocation, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    let names = invocation.arguments.dropFirst(2)
    let others = SimulatedDpkgDatabase.automatic(on: machine).filter { !names.contains($0) }
    switch invocation.arguments.dropFirst().first {
    case "manual": try SimulatedDpkgDatabase.setAutomatic(others, on: machine)
    case "auto": try SimulatedDpkgDatabase.setAutomatic(others + names, on: machine)
    default: return SimulatedAptGet.refused("E: Invalid operation\n")
    }
    return ProcessResult(end: .exited(0), output: [], error: [])
  }
}

/// `/usr/bin/dpkg`: `--configure -a`, `--set-selections`.
struct SimulatedDpkg: SimulatedProgram {
  func run(
    _ invocation: Invocation, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    let arguments = invocation.arguments.dropFirst()
    if arguments.contains("--set-selections") { return try select(invocation.input, on: machine) }
    guard arguments.contains("--configure") else {
      return ProcessResult(
        end: .exited(2), output: [], error: Array("dpkg: error: need an action option\n".utf8))
    }
    var work = SimulatedDpkgWork(
      on: machine, replacesConffiles: arguments.contains("--force-confnew"))
    try work.configureAll()
    return ProcessResult(
      end: .exited(work.failed.isEmpty ? 0 : 1), output: Array(work.output.utf8), error: [])
  }

  private func select(
    _ input: [UInt8], on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    var database = SimulatedDpkgDatabase.read(on: machine)
    for line in String(decoding: input, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 2 else { continue }
      database[words[0]]?.selection = words[1]
    }
    try database.write(on: machine)
    return ProcessResult(end: .exited(0), output: [], error: [])
  }
}
