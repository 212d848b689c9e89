package import ConvergeCore

/// Facts of the host's owner: files and programs in a directory, each as `facts.local.<name>`.
///
/// The name is the file's without its ending. `.yml`, `.yaml` and `.json` are read; any other file
/// that is executable is run without arguments and prints YAML or JSON; the rest is passed over,
/// and so are names that begin with `.` or end with `~`. Nothing is read or run that anybody but
/// root, or whoever runs converge, could have written.
package struct OwnFacts: Sendable {
  /// Reads a YAML text within `YAMLReader`'s bounds.
  package typealias YAML = @Sendable (_ bytes: [UInt8], _ path: String) throws(HostError) -> Value

  package static let usualDirectory = "/etc/converge/facts.d"
  /// For each program; what is left of it is killed a second later.
  package static let timeout = Duration.seconds(10)
  static let fileLimit = 1_000

  static let spec = FactSpec(
    "local", .mapping(example: "rack", .any),
    "Own facts: each file's value by the file's name without its ending.",
    from: "\(usualDirectory): `*.yml`, `*.yaml`, `*.json`, and programs that print YAML or JSON")

  private let host: Host
  private let directory: String
  private let yaml: YAML

  /// Nothing is read yet.
  ///
  /// - Parameter directory: absolute; it need not be there.
  package init(host: Host, directory: String = OwnFacts.usualDirectory, yaml: @escaping YAML) {
    self.host = host
    self.directory = directory
    self.yaml = yaml
  }

  /// The names of all own facts, sorted.
  ///
  /// - Throws: `HostError`; `refused` where somebody else can write what they are read from, or two
  ///   files have one name.
  package func names() throws(HostError) -> [String] { try files().map(\.name) }

  /// The own fact of that name.
  ///
  /// - Throws: `HostError`; `notFound` for a name that there is not, `failed` or `timedOut` for a
  ///   program, `refused` for what it cannot be read from, `tooLarge`.
  package func fact(named name: String) async throws(HostError) -> Value {
    let file = try file(named: name)
    return file.isProgram ? try await run(file.path) : try read(file)
  }

  /// As `fact(named:)`, nil where a program has to be run.
  package func readyFact(named name: String) throws(HostError) -> Value? {
    let file = try file(named: name)
    return file.isProgram ? nil : try read(file)
  }

  private func file(named name: String) throws(HostError) -> OwnFactFile {
    let files = try files()
    if let file = files.first(where: { $0.name == name }) { return file }
    throw HostError(
      .notFound, "find the own fact", name,
      because: Message.unknown(directory, nearest(to: name, among: files.map(\.name))))
  }

  private func files() throws(HostError) -> [OwnFactFile] {
    guard let status = try host.files.status(directory) else { return [] }
    guard status.type == .directory else {
      throw HostError(.wrongType, "read own facts from", directory, because: Message.notDirectory)
    }
    let trust = FactTrust(host)
    try trust.check(directory: directory)
    let names = try host.files.list(directory)
    guard names.count <= Self.fileLimit else {
      throw HostError(.tooLarge, "read own facts from", directory, because: Message.tooMany)
    }
    var files: [String: OwnFactFile] = [:]
    for name in names where !name.hasPrefix(".") && !name.hasSuffix("~") {
      let path = "\(directory)/\(name)"
      guard let status = try host.files.status(path),
        let file = OwnFactFile(name, at: path, status)
      else { continue }
      try trust.check(status, of: path)
      if let other = files.updateValue(file, forKey: file.name) {
        throw HostError(
          .refused, "read own facts from", directory, because: Message.twice(other.path, path))
      }
    }
    return files.values.sorted { $0.name < $1.name }
  }

  private func read(_ file: OwnFactFile) throws(HostError) -> Value {
    let bytes = try host.files.read(file.path, limitBytes: FactDocument.sizeLimitBytes)
    return try value(bytes, from: file.path, isJSON: file.isJSON)
  }

  private func run(_ path: String) async throws(HostError) -> Value {
    var invocation = Invocation([path], timeout: Self.timeout)
    invocation.grace = .seconds(1)
    // Half at each end.
    invocation.outputLimitBytes = FactDocument.sizeLimitBytes / 2
    let result = try await host.processes.run(invocation)
    let operation = "run the own fact"
    switch result.end {
    case .timedOut:
      throw HostError(.timedOut, operation, path, because: Message.tookTooLong)
    case .signalled(let number):
      throw HostError(.failed, operation, path, because: Message.signalled(number, result.error))
    case .exited(let status) where status != 0:
      throw HostError(.failed, operation, path, because: Message.failed(status, result.error))
    case .exited: break
    }
    guard result.droppedBytes == 0 else {
      throw HostError(.tooLarge, operation, path, because: Message.tooLong)
    }
    let first = result.output.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    return try value(result.output, from: path, isJSON: isJSON)
  }

  private func value(
    _ bytes: [UInt8], from path: String, isJSON: Bool
  ) throws(HostError) -> Value {
    let value = try isJSON ? FactDocument.json(bytes, from: path) : yaml(bytes, path)
    try FactDocument.check(value, from: path)
    return value
  }
}

private enum Message {
  static let notDirectory = "it is no directory"
  static let tooMany = "it has more than \(OwnFacts.fileLimit) names"
  static let tookTooLong = "it took longer than \(OwnFacts.timeout.components.seconds) s"
  static let tooLong = "it printed more than \(FactDocument.sizeLimitBytes) bytes"

  static func unknown(_ directory: String, _ nearest: String?) -> String {
    "\(directory) has no file for it" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
  }

  static func twice(_ one: String, _ other: String) -> String {
    "'\(one)' and '\(other)' have one name; rename one of them"
  }

  static func failed(_ status: Int32, _ error: [UInt8]) -> String {
    "it ended with status \(status)" + said(error)
  }

  static func signalled(_ number: Int32, _ error: [UInt8]) -> String {
    "it was ended by signal \(number)" + said(error)
  }

  /// The first line that it complained with.
  private static func said(_ error: [UInt8]) -> String {
    let line = FactHost.lines(of: Array(error.prefix(4096))).lazy.map(trimmed).first { !$0.isEmpty }
    return line.map { ": \($0.prefix(200))" } ?? ""
  }
}
