package import ConvergeCore

/// Decrypts protected settings with the certificate that they are for, by openssl(1).
///
/// What is encrypted goes in on standard input, what is decrypted comes out on standard output: none
/// of it is in an argument or on a disk.
package struct ProtectedSettings: Sendable {
  /// Why they cannot be read.
  package enum Failure: Error, Sendable, Equatable {
    /// There is no openssl.
    case missing(HostError)
    case refused(HostError)
  }

  private static let limitBytes = 4 << 20
  private static let timeout = Duration.seconds(30)

  private let host: Host
  private let directory: String

  /// - Parameter directory: of certificates, absolute.
  package init(certificatesIn directory: String, on host: Host) {
    self.directory = directory
    self.host = host
  }

  /// The text of CMS in DER (RFC 5652).
  ///
  /// - Parameter thumbprint: hexadecimal digits.
  package func decrypt(
    _ message: [UInt8], thumbprint: String
  ) async throws(Failure) -> [UInt8] {
    let (certificate, key) = try files(of: thumbprint)
    var complaint = ""
    // Old ones of openssl do not know `cms`, and some messages are plain PKCS#7.
    for verb in ["cms", "smime"] {
      let result = try await run(
        ["openssl", verb, "-decrypt", "-inform", "DER", "-recip", certificate, "-inkey", key],
        message)
      guard result.droppedBytes == 0 else { throw .refused(Message.long) }
      if result.succeeded, !result.output.isEmpty { return result.output }
      if result.end == .timedOut { throw .refused(Message.slow) }
      if complaint.isEmpty { complaint = Self.firstLine(result.error) }
    }
    throw .refused(Message.undecryptable(thumbprint, complaint))
  }

  private func run(
    _ arguments: [String], _ message: [UInt8]
  ) async throws(Failure) -> ProcessResult {
    var invocation = Invocation(arguments, timeout: Self.timeout)
    invocation.input = message
    invocation.outputLimitBytes = Self.limitBytes
    do throws(HostError) { return try await host.processes.run(invocation) } catch {
      throw error.reason == .notFound ? .missing(Message.noOpenSSL) : .refused(error)
    }
  }

  /// The certificate and its key, which only root, or whoever runs us, can write, and of which the
  /// key is for nobody else to read.
  private func files(of thumbprint: String) throws(Failure) -> (String, String) {
    do throws(HostError) {
      guard let directory = try host.files.resolve(directory) else {
        throw Message.noDirectory(directory)
      }
      try check(directory, .directory, isSecret: false)
      for name in [thumbprint, thumbprint.uppercased(), thumbprint.lowercased()] {
        let (certificate, key) = ("\(directory)/\(name).crt", "\(directory)/\(name).prv")
        guard try host.files.status(certificate) != nil else { continue }
        try check(certificate, .file, isSecret: false)
        try check(key, .file, isSecret: true)
        return (certificate, key)
      }
      throw Message.noCertificate(thumbprint, directory)
    } catch {
      throw .refused(error)
    }
  }

  private func check(
    _ path: String, _ type: FileStatus.FileType, isSecret: Bool
  ) throws(HostError) {
    guard let status = try host.files.status(path) else {
      throw HostError(.notFound, "read", path, because: Message.missing)
    }
    guard status.type == type else {
      throw HostError(.wrongType, "use", path, because: Message.wrongType)
    }
    guard status.user == 0 || status.user == host.names.currentUser else {
      throw HostError(.refused, "use", path, because: Message.owner(status.user))
    }
    guard status.mode & (isSecret ? 0o077 : 0o022) == 0 else {
      throw HostError(.refused, "use", path, because: Message.open(isSecret))
    }
  }

  private static func firstLine(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes.prefix(500), as: UTF8.self)
    let line = text.split(whereSeparator: \.isNewline).first ?? ""
    return String(line.filter { $0.isASCII && ($0 == " " || !$0.isWhitespace) })
  }
}

private enum Message {
  static let subject = "the protected settings"
  static let noOpenSSL = HostError(
    .unavailable, "decrypt", subject, because: "openssl is not installed",
    remedy: "apt-get install openssl")
  static let long = HostError(
    .tooLarge, "decrypt", subject, because: "they are longer than 4 MiB")
  static let slow = HostError(
    .timedOut, "decrypt", subject, because: "openssl did not end in 30 s")
  static func undecryptable(_ thumbprint: String, _ complaint: String) -> HostError {
    let said = complaint.isEmpty ? "" : " (\(complaint))"
    return HostError(
      .refused, "decrypt", subject,
      because: "openssl cannot, with the certificate \(thumbprint)\(said)")
  }
  static func noDirectory(_ path: String) -> HostError {
    HostError(
      .notFound, "find certificates in", path, because: "there is no such directory",
      remedy: "name another with '--certificates'")
  }
  static func noCertificate(_ thumbprint: String, _ directory: String) -> HostError {
    HostError(
      .notFound, "find the certificate", "\(thumbprint).crt", because: "it is not in \(directory)",
      remedy: "name another directory with '--certificates'")
  }
  static let missing = "there is no such file"
  static let wrongType = "it is something else than it has to be"
  static func owner(_ user: UInt32) -> String { "it belongs to user \(user)" }
  static func open(_ isSecret: Bool) -> String {
    isSecret ? "others than its owner can read or write it" : "others than its owner can write it"
  }
}
