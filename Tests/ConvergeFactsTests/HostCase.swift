import ConvergeCore
import ConvergeFacts
import ConvergeTestSupport
import ConvergeYAML
import Testing

/// A simulated host with the facts that are expected of it: a file in `hosts`.
struct HostCase: CustomTestStringConvertible {
  let path: String
  let value: Value

  static let all = Golden.files(in: Golden.folder("hosts"), ending: ".yaml").map(HostCase.init)

  private init(path: String) {
    self.path = path
    value = parsed(Golden.bytes(path) ?? [], path)
  }

  var testDescription: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// Each expected value by its path.
  var expected: [Value.Member] { value["expected"]?.members ?? [] }

  /// The files, for those who want to spoil them.
  var files: [Value.Member] { value["files"]?.members ?? [] }

  /// The host.
  func machine() -> SimulatedHost {
    let host = SimulatedHost(user: UInt32(value["user"]?.integer ?? 0))
    for file in files { host.put(file.key, Array((file.value.text ?? "").utf8)) }
    for link in value["links"]?.members ?? [] {
      host.putLink(link.key, to: link.value.text ?? "")
    }
    var machine = SimulatedMachine(
      architecture: value["architecture"]?.text ?? "", hypervisor: value["hypervisor"]?.text)
    machine.interfaceAddresses = (value["addresses"]?.list ?? []).map { entry in
      InterfaceAddress(
        interface: entry["interface"]?.text ?? "",
        bytes: (entry["bytes"]?.list ?? []).map { UInt8($0.integer ?? 0) },
        prefixLength: Int(entry["prefix"]?.integer ?? 0))
    }
    for space in value["spaces"]?.members ?? [] {
      machine.spaces[space.key] = FileSystemSpace(
        sizeBytes: space.value["size"]?.integer ?? 0,
        availableBytes: space.value["available"]?.integer ?? 0)
    }
    host.become(machine)
    if let version = value["docker"]?.text {
      host.putSpecial("/run/docker.sock", .socket)
      host.install(Engine(version: version), atSocket: "/run/docker.sock")
    }
    return host
  }
}

/// A value from YAML, with the problem of one that does not parse in its place.
func parsed(_ bytes: [UInt8], _ path: String) -> Value {
  let (root, problems) = YAMLReader(file: path).read(bytes)
  return problems.hasErrors ? .text(problems.plainText) : root?.value ?? .null
}

/// What stands for the YAML of own facts.
let yaml: OwnFacts.YAML = { (bytes, path) throws(HostError) in
  let (root, problems) = YAMLReader(file: path).read(bytes)
  if problems.hasErrors {
    throw HostError(.refused, "take facts from", path, because: problems.plainText)
  }
  return root?.value ?? .null
}

extension FactReader {
  /// The facts of a host.
  convenience init(_ host: Host, directory: String = OwnFacts.usualDirectory) {
    self.init(
      host: host, version: "1.2.3",
      own: OwnFacts(host: host, directory: directory, yaml: yaml))
  }

  /// What a path leads to.
  func value(at path: String) async throws(HostError) -> Value {
    let path = FactPath(path)
    return try path.value(in: await fact(named: path.name), path.rest)
  }
}

/// An engine that says which version it is.
struct Engine: SimulatedHTTPService {
  let version: String

  func answer(_ request: HTTPRequest, on machine: SimulatedHost) throws(HostError) -> HTTPResponse {
    guard request.method == "GET", request.target == "/version" else {
      return HTTPResponse(status: 404, body: [])
    }
    let document = Value.record(["Version": .text(version), "ApiVersion": "1.41"])
    return HTTPResponse(status: 200, body: Array(document.jsonText().utf8))
  }
}
