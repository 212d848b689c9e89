import ConvergeCore
import ConvergeExtension
import ConvergeTestSupport
import Testing

/// openssl as a host has it: not at all, or so old that it knows no `cms`.
@Suite struct ProtectedSettingsTests {
  private static let thumbprint = String(repeating: "AB", count: 20)
  private static let folder = "/var/lib/waagent"

  private func machine() -> SimulatedHost {
    let machine = SimulatedHost()
    machine.putDirectory(Self.folder, mode: 0o700)
    machine.put("\(Self.folder)/\(Self.thumbprint).crt", Array("crt".utf8), mode: 0o644)
    machine.put("\(Self.folder)/\(Self.thumbprint).prv", Array("prv".utf8), mode: 0o600)
    return machine
  }

  private func decrypt(
    on machine: SimulatedHost
  ) async throws(ProtectedSettings.Failure) -> String {
    let settings = ProtectedSettings(certificatesIn: Self.folder, on: machine.host)
    let bytes = try await settings.decrypt(Array("sealed".utf8), thumbprint: Self.thumbprint)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `without openssl it is said how to install it`() async {
    let failure = await #expect(throws: ProtectedSettings.Failure.self) {
      try await decrypt(on: machine())
    }
    guard case .missing(let error) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect("\(error)".contains("openssl is not installed"))
    #expect("\(error)".contains("apt-get install openssl"))
  }

  @Test(arguments: [["cms"], ["smime"], ["cms", "smime"]])
  func `what one verb does not decrypt the other one is asked for`(verbs: [String]) async throws {
    let machine = machine()
    machine.install(OldOpenSSL(verbs: verbs), at: "/usr/bin/openssl")
    #expect(try await decrypt(on: machine) == "settings by \(verbs[0])")
  }

  @Test func `where neither can, its complaint is told, and nothing else of it`() async {
    let machine = machine()
    machine.install(OldOpenSSL(verbs: []), at: "/usr/bin/openssl")
    let failure = await #expect(throws: ProtectedSettings.Failure.self) {
      try await decrypt(on: machine)
    }
    guard case .refused(let error) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect("\(error)".contains("Invalid command 'cms'"), "\(error)")
    #expect(!"\(error)".contains("sealed"))
  }
}

/// An openssl that knows only some verbs.
private struct OldOpenSSL: SimulatedProgram {
  let verbs: [String]

  func run(
    _ invocation: Invocation, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    let verb = invocation.arguments.dropFirst().first ?? ""
    guard verbs.contains(verb), String(decoding: invocation.input, as: UTF8.self) == "sealed" else {
      return ProcessResult(
        end: .exited(1), output: [], error: Array("Invalid command '\(verb)'\nmore\n".utf8))
    }
    return ProcessResult(end: .exited(0), output: Array("settings by \(verb)".utf8), error: [])
  }
}
