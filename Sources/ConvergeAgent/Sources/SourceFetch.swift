internal import ConvergeBundle
internal import ConvergeCore
internal import ConvergeSignatures

/// One look at a source that has to be fetched: what it has, verified, and nothing kept of it.
struct SourceFetch {
  let source: AgentSource
  let signers: AllowedSigners?
  let folder: SourceFolder
  let revisions: any RevisionReader
  let limits: SourceLimits
  let now: BundleTime

  enum Outcome {
    /// It has what is in force.
    case unchanged
    case offer(AcceptedVersion, ModuleContent)
  }

  /// - Parameter last: what is in force, whole; nil where nothing is.
  /// - Throws: `SourceProblem`.
  func run(after last: AcceptedVersion?) async throws(SourceProblem) -> Outcome {
    switch source {
    case .web(let address): return try await web(address, last)
    case .file(let path):
      let bytes = try reaching { () throws(HostError) in
        try folder.host.files.read(path, limitBytes: limits.fileBytes)
      }
      return try offer(bytes, tag: nil)
    case .git(let remote): return try await git(remote, last)
    case .path: return .unchanged
    }
  }

  private func web(
    _ address: WebAddress, _ last: AcceptedVersion?
  ) async throws(SourceProblem) -> Outcome {
    let transfer = SourceTransfer(
      host: folder.host, address: address, path: folder.download, limits: limits)
    let came: Downloaded
    do throws(HostError) { came = try await transfer.run(unless: last?.tag) } catch {
      throw unreachable(error)
    }
    if came.isUnchanged { return .unchanged }
    let bytes: [UInt8]
    do throws(HostError) {
      bytes = try folder.host.files.read(folder.download, limitBytes: limits.fileBytes)
      // Good or bad: it is of no more use as a part of something.
      try folder.removeDownload()
    } catch {
      throw SourceProblem(.host, "\(error)")
    }
    return try offer(bytes, tag: came.tag)
  }

  private func offer(_ bytes: [UInt8], tag: String?) throws(SourceProblem) -> Outcome {
    guard let signers else { throw refused(Message.noSigners) }
    let bundle: Bundle
    do throws(BundleRefusal) {
      bundle = try Bundle(bytes, trusting: BundleTrust(signers, at: now))
    } catch {
      throw refused(error.message)
    }
    let header = bundle.header
    let version = AcceptedVersion(
      origin: .bundle(name: header.name, version: header.version, expires: header.expires),
      digest: bundle.digest, signer: bundle.signer, fetched: now, tag: tag)
    return .offer(version, bundle.content)
  }

  private func git(
    _ remote: RemoteSource, _ last: AcceptedVersion?
  ) async throws(SourceProblem) -> Outcome {
    let commit: String
    let snapshot: RemoteSnapshot
    do throws(HostError) {
      commit = try await revisions.commit(of: remote.revision)
      // One that was taken when nobody had to sign is looked at again.
      if case .commit(commit, _)? = last?.origin, signers == nil || last?.signer != nil {
        return .unchanged
      }
      snapshot = try await revisions.snapshot(
        of: remote.directory, in: remote.revision, at: commit)
    } catch {
      // A link or a submodule in it is no matter of being away.
      throw error.reason == .refused ? refused(error.because) : unreachable(error)
    }
    guard snapshot.content.files.contains(where: { $0.path == BundleHeader.manifest }) else {
      throw refused(Message.noManifest(commit))
    }
    var signer: String?
    let seconds: Int64
    do throws(SignatureProblem) {
      let object = try SignedCommit(snapshot.commitObject)
      seconds = object.seconds
      if let signers { signer = try object.signer(among: signers, atSeconds: now.seconds) }
    } catch {
      throw refused(Message.badCommit(commit, error.message))
    }
    let version = AcceptedVersion(
      origin: .commit(commit, seconds: seconds), digest: snapshot.content.digest, signer: signer,
      fetched: now)
    return .offer(version, snapshot.content)
  }

  private func reaching<T>(
    _ body: () throws(HostError) -> T
  ) throws(SourceProblem) -> T {
    do throws(HostError) { return try body() } catch { throw unreachable(error) }
  }

  /// What it has may be too much, or what nobody takes; anything else keeps it from us.
  private func unreachable(_ error: HostError) -> SourceProblem {
    SourceProblem(error.reason == .tooLarge ? .refused : .unreachable, "\(error)")
  }

  /// The problem of something that came and is not taken.
  func refused(_ because: String) -> SourceProblem {
    SourceProblem(.refused, Message.refused(source, because))
  }
}

private enum Message {
  static func refused(_ source: AgentSource, _ because: String) -> String {
    "\(source) is refused: \(because)"
  }
  static let noSigners = "a bundle must be signed, and 'signers' names nobody"
  static func noManifest(_ commit: String) -> String {
    "the commit \(commit.prefix(12)) has no \(BundleHeader.manifest) in that directory"
  }
  static func badCommit(_ commit: String, _ because: String) -> String {
    "the commit \(commit.prefix(12)): \(because)"
  }
}
