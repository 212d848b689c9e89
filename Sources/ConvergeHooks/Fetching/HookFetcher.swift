package import ConvergeCore
internal import ConvergeSignatures

/// Brings a hook's files together: from the cache, or from servers, each held against its digest,
/// its signature and the policy of this host.
package struct HookFetcher: Sendable {
  private let host: Host
  private let cache: FileCache
  private let run: RunID
  private let policy: ScriptPolicy
  private let limits: FetchLimits
  private let progress: @Sendable (String) -> Void
  private let goesOn: @Sendable () -> Bool

  /// - Parameters:
  ///   - area: where hooks have theirs: `host.supervision.area`.
  ///   - run: decides the jitter between attempts.
  ///   - progress: told what goes on, a line at a time.
  ///   - goesOn: asked now and then; false: what is not there yet fails as interrupted.
  package init(
    host: Host, area: String, run: RunID, policy: ScriptPolicy = ScriptPolicy(),
    limits: FetchLimits = FetchLimits(),
    progress: @escaping @Sendable (String) -> Void = { _ in },
    goesOn: @escaping @Sendable () -> Bool = { true }
  ) {
    self.host = host
    self.run = run
    self.policy = policy
    self.limits = limits
    self.progress = progress
    self.goesOn = goesOn
    cache = FileCache(host: host, area: area, limits: limits)
  }

  /// Brings all of them, one after the other; the first that fails ends it.
  ///
  /// Nothing is placed by this: `VerifiedFile.place` does that.
  package func fetch(_ files: [HookFile]) async throws(FetchFailure) -> [VerifiedFile] {
    guard !files.isEmpty else { return [] }
    let needsCache = files.contains { $0.isFetched }
    if needsCache {
      do throws(HostError) { try cache.prepare() } catch {
        throw FetchFailure(.host, files[0].name, error)
      }
    }
    var verified: [VerifiedFile] = []
    for file in files { verified.append(try await bring(file)) }
    // What cannot be tidied now can be another time.
    if needsCache { try? cache.tidy(using: Set(verified.map(\.digest))) }
    return verified
  }

  /// Why a script that stands in the manifest itself may not run; nil where it may.
  package func refusal(ofScript content: [UInt8], named name: String) -> String? {
    policy.refusal(of: name, Digest(of: content), signedBy: nil)?.because
  }

  private func bring(_ file: HookFile) async throws(FetchFailure) -> VerifiedFile {
    let digest: Digest
    let sizeBytes: Int64
    let content: VerifiedFile.Content
    switch file.origin {
    case .given(let bytes):
      (digest, sizeBytes) = (Digest(of: bytes), Int64(bytes.count))
      content = .bytes(bytes)
    case .web(let address, sha256: let wanted):
      // What may not run need not be fetched.
      if let wanted, let allowed = policy.allowedDigests, !allowed.contains(wanted) {
        try judge(file, wanted, signer: nil)
      }
      (digest, sizeBytes) = try await fetched(file, address, wanted)
      content = .cached(path: cache.path(of: digest))
    }
    let signer = try await checkedSignature(of: file, digest, content, sizeBytes)
    try judge(file, digest, signer: signer.ofPolicy)
    return VerifiedFile(
      name: file.name, digest: digest, sizeBytes: sizeBytes, isExecutable: file.isExecutable,
      signer: signer.name, content: content)
  }

  private func judge(
    _ file: HookFile, _ digest: Digest, signer: String?
  ) throws(FetchFailure) {
    guard let refusal = policy.refusal(of: file.name, digest, signedBy: signer) else { return }
    throw FetchFailure(
      refusal.isUnsigned ? .signature : .policy, file.name,
      HostError(.refused, "use", file.name, because: refusal.because))
  }

  // MARK: Content

  private func fetched(
    _ file: HookFile, _ address: WebAddress, _ wanted: Digest?
  ) async throws(FetchFailure) -> (Digest, Int64) {
    if let wanted {
      if let size = try onHost(file, { () throws(HostError) in try cache.size(of: wanted) }) {
        return (wanted, size)
      }
    } else {
      // Nothing would tell that a part from another time does not belong to the rest.
      try onHost(file) { () throws(HostError) in try cache.drop(address) }
    }
    var isFresh = false
    while true {
      let transfer = FileTransfer(
        host: host, address: address, path: cache.partialPath(of: address), run: run,
        limits: limits, isFresh: isFresh, progress: progress, goesOn: goesOn)
      let came: Downloaded
      do throws(HostError) { came = try await transfer.run() } catch {
        throw FetchFailure(.download, file.name, error)
      }
      guard let found = Digest(hexadecimal: came.sha256) else {
        throw FetchFailure(.mismatch, file.name, mismatch(address, wanted, came.sha256))
      }
      guard wanted == nil || wanted == found else {
        try onHost(file) { () throws(HostError) in try cache.drop(address) }
        // A part that belonged to another version, or something on the way that remembers one.
        guard !isFresh else {
          throw FetchFailure(.mismatch, file.name, mismatch(address, wanted, came.sha256))
        }
        isFresh = true
        progress(Message.again(file.name))
        continue
      }
      try onHost(file) { () throws(HostError) in try cache.adopt(address, as: found) }
      return (found, came.sizeBytes)
    }
  }

  private func mismatch(_ address: WebAddress, _ wanted: Digest?, _ found: String) -> HostError {
    HostError(
      .refused, "use", "\(address)",
      because: Message.mismatch(expected: wanted?.hexadecimal ?? "", found: found),
      remedy: Message.mismatchRemedy)
  }

  // MARK: Signatures

  /// Who has signed a file: for people, and for the policy.
  private struct Signers {
    var name: String?
    var ofPolicy: String?
  }

  private func checkedSignature(
    of file: HookFile, _ digest: Digest, _ content: VerifiedFile.Content, _ sizeBytes: Int64
  ) async throws(FetchFailure) -> Signers {
    guard let declared = file.signature else { return Signers() }
    guard sizeBytes <= Int64(HookFile.givenLimitBytes) else {
      throw refused(file, Message.tooLargeToSign)
    }
    let signature = try await signature(declared, of: file)
    let verified = VerifiedFile(
      name: file.name, digest: digest, sizeBytes: sizeBytes, isExecutable: false, signer: nil,
      content: content)
    let bytes = try onHost(file) { () throws(HostError) in
      try verified.bytes(on: host, limitBytes: HookFile.givenLimitBytes)
    }
    var signers = Signers()
    if let key = file.publicKey {
      guard signature.isMade(by: key, of: bytes) else {
        throw refused(file, Message.otherKey("\(key)"))
      }
      signers.name = "\(key)"
    }
    if let allowed = policy.allowedSigners {
      do throws(SignatureProblem) {
        signers.ofPolicy = try allowed.signer(
          of: bytes, by: signature,
          atSeconds: host.clock.now().wallNanoseconds / 1_000_000_000)
        signers.name = signers.ofPolicy
      } catch {
        // A key in the manifest is enough, unless the policy asks for more.
        guard file.publicKey != nil, !policy.requiresSignature else {
          throw refused(file, error.message)
        }
      }
    } else if file.publicKey == nil {
      throw refused(file, Message.nobodyKnown)
    }
    return signers
  }

  private func signature(
    _ declared: FileSignature, of file: HookFile
  ) async throws(FetchFailure) -> SignatureText {
    let text: String
    switch declared {
    case .text(let written): text = written
    case .web(let address): text = try await fetchedSignature(file, address)
    }
    do throws(SignatureProblem) { return try SignatureText(text) } catch {
      throw refused(file, error.message)
    }
  }

  private func fetchedSignature(
    _ file: HookFile, _ address: WebAddress
  ) async throws(FetchFailure) -> String {
    try onHost(file) { () throws(HostError) in
      try cache.prepare()
      try cache.drop(address)
    }
    var small = limits
    small.fileBytes = Int64(SignatureText.limitBytes)
    let path = cache.partialPath(of: address)
    let transfer = FileTransfer(
      host: host, address: address, path: path, run: run, limits: small, isFresh: false,
      progress: progress, goesOn: goesOn)
    do throws(HostError) { _ = try await transfer.run() } catch {
      throw FetchFailure(.download, file.name, error)
    }
    return try onHost(file) { () throws(HostError) in
      let bytes = try host.files.read(path, limitBytes: SignatureText.limitBytes)
      try cache.drop(address)
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  private func refused(_ file: HookFile, _ because: String) -> FetchFailure {
    FetchFailure(
      .signature, file.name, HostError(.refused, "verify", file.name, because: because))
  }

  private func onHost<T>(
    _ file: HookFile, _ body: () throws(HostError) -> T
  ) throws(FetchFailure) -> T {
    do throws(HostError) { return try body() } catch {
      throw FetchFailure(.host, file.name, error)
    }
  }
}

extension HookFile {
  fileprivate var isFetched: Bool { if case .web = origin { true } else { false } }
}

private enum Message {
  static func again(_ name: String) -> String {
    "'\(name)' is not what it has to be; it is fetched once more from its beginning"
  }
  static func mismatch(expected: String, found: String) -> String {
    "its SHA-256 must be \(expected), and is \(found)"
  }
  static let mismatchRemedy =
    "see whether the file was meant to change, and write its new digest if so"
  static let tooLargeToSign = "a file with a signature may have 64 MiB"
  static let nobodyKnown =
    "nobody is known whose signature it could be: write 'public_key', or allow signers in the "
    + "policy of this host"
  static func otherKey(_ key: String) -> String {
    "the signature is not one by the key \(key) of this content"
  }
}
