internal import ArgumentParser
internal import ConvergeBundle
internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeSignatures
internal import Glibc

/// `converge bundle verify FILE`
struct BundleVerifyVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Whether a bundle is whole, signed by an allowed signer, and not expired.",
    discussion: """
      For example: converge bundle verify web.bundle --signers allowed_signers

      Nothing is unpacked. Signers are lines as in ssh-keygen(1), ALLOWED SIGNERS.

      Exit status: 0 where an agent would take it; 64 for wrong usage; 65 where it
      would not, with the reason; 66 where a file cannot be read.
      """)

  @Argument(
    help: ArgumentHelp("A bundle.", valueName: "file"),
    completion: .file(extensions: ["bundle"]))
  var file: String

  @Option(help: ArgumentHelp("Who may sign.", valueName: "file"), completion: .file())
  var signers: String

  @Option(
    help: ArgumentHelp(
      "Whose signature it must be; without it, that of any of the signers.", valueName: "name"))
  var identity: String?

  @Option(help: ArgumentHelp("How it is written.", valueName: "format"))
  var format = DataFormat.text

  @OptionGroup var amount: AmountOptions

  func run() throws {
    try Document.orProblems(in: format) {
      let now = BundleTime(seconds: Int64(time(nil)))
      let trust = BundleTrust(try allowed(), identity: identity, at: now)
      let bytes = try read(file, limitBytes: BundleLimits.fileBytes, .invalidManifest)
      let bundle: Bundle
      do throws(BundleRefusal) {
        bundle = try Bundle(bytes, trusting: trust)
        if let refusal = bundle.header.refusal(at: now) { throw refusal }
      } catch {
        throw Stop(.invalidManifest, Message.refused(file, error.message))
      }
      let text = BundleText(bundle, sizeBytes: bytes.count)
      Document.write(text.value, in: format)
      guard format == .text, !amount.quiet else { return }
      Console.output.write(text.summary(of: file) + text.members)
    }
  }

  private func allowed() throws -> AllowedSigners {
    let bytes = try read(signers, limitBytes: 1 << 20, .invalidManifest)
    var problems: [String] = []
    let allowed = AllowedSigners(String(decoding: bytes, as: UTF8.self)) { line, problem in
      problems.append(Message.badSigner(signers, line, problem.message))
    }
    if let first = problems.first { throw Stop(.invalidManifest, first) }
    if allowed.isEmpty { throw Stop(.invalidManifest, Message.nobody(signers)) }
    return allowed
  }

  private func read(
    _ path: String, limitBytes: Int, _ tooLarge: ExitStatus
  ) throws -> [UInt8] {
    do throws(HostError) {
      return try DirectorySources(directory: "").read(path, limitBytes: limitBytes)
    } catch {
      throw Stop(error.reason == .tooLarge ? tooLarge : .unreadable, error)
    }
  }
}

private enum Message {
  static func refused(_ file: String, _ because: String) -> String {
    "'\(file)' is refused: \(because)"
  }
  static func badSigner(_ file: String, _ line: Int, _ problem: String) -> String {
    "\(file):\(line): \(problem)"
  }
  static func nobody(_ file: String) -> String { "'\(file)' names nobody who may sign" }
}
