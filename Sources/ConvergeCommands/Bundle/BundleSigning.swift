internal import ConvergeBundle
internal import ConvergeCore
internal import ConvergeHost

/// Who signs a bundle: another program, for no key is ever read by us.
enum BundleSigning: Sendable {
  /// A key that ssh-keygen(1) uses.
  case key(String)
  /// A program that signs its standard input.
  case command([String])

  private static let timeout = Duration.seconds(120)
  /// What an agent or a program may need of our environment.
  private static let kept = [
    "PATH", "HOME", "USER", "LOGNAME", "SSH_AUTH_SOCK", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE",
    "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "TMPDIR",
  ]

  private var arguments: [String] {
    switch self {
    case .key(let file):
      ["ssh-keygen", "-Y", "sign", "-n", BundleDraft.namespace, "-f", file]
    case .command(let words): words
    }
  }

  /// The text of a signature.
  func sign(_ text: [UInt8], in directory: String) async throws(HostError) -> String {
    var environment = ProcessEnvironment.all().filter { Self.kept.contains($0.key) }
    environment["LC_ALL"] = "C.UTF-8"
    var invocation = Invocation(arguments, environment: environment, timeout: Self.timeout)
    invocation.directory = directory
    invocation.input = text
    invocation.outputLimitBytes = BundleLimits.signatureBytes
    let result: ProcessResult
    do throws(HostError) { result = try await LocalProcesses().run(invocation) } catch {
      guard case .key = self, error.reason == .notFound else { throw error }
      throw HostError(
        .unavailable, "sign", "the bundle", because: Message.noProgram, remedy: Message.install)
    }
    guard result.succeeded else {
      throw HostError(
        .failed, "sign", "the bundle", because: Message.failed(arguments[0], result),
        remedy: remedy)
    }
    return String(decoding: result.output, as: UTF8.self)
  }

  private var remedy: String? {
    guard case .key(let file) = self else { return nil }
    return Message.agent(file)
  }
}

private enum Message {
  static let noProgram = "the program ssh-keygen, which signs, is in no directory of PATH"
  static let install = "install it, as with 'apt-get install openssh-client'"
  static func failed(_ program: String, _ result: ProcessResult) -> String {
    let said =
      String(decoding: result.error.suffix(2_000), as: UTF8.self)
      .split(whereSeparator: \.isNewline).last.map { ": \($0.prefix(300))" } ?? ""
    switch result.end {
    case .exited(let status): return "\(program) ended with \(status)\(said)"
    case .signalled(let number): return "\(program) was ended by signal \(number)\(said)"
    case .timedOut: return "\(program) took longer than two minutes"
    }
  }
  static func agent(_ file: String) -> String {
    "a key with a passphrase signs through ssh-agent: 'ssh-add \(file)'"
  }
}
