internal import ConvergeBundle
package import ConvergeCore
package import ConvergeSignatures

/// Keeps the last good version of the agent's source, and looks for a newer one when told to.
///
/// What is newer is taken whole or not at all: fetched, verified, decided about (`SourceDecision`),
/// written to a directory of its own, renamed, and only then remembered as what is in force.
/// Whatever fails before that last step, the version before stays.
package actor SourceKeeper {
  private let source: AgentSource
  private let signers: AllowedSigners?
  private let folder: SourceFolder
  private let revisions: any RevisionReader
  private let limits: SourceLimits
  private let host: Host
  /// The problem of the last look; nil before the first one of this process.
  private var last: SourceProblem??
  /// The look that is under way.
  private var looking: Task<SourceStanding, Never>?

  /// - Parameters:
  ///   - signers: who may sign; nil: nobody has to, which a bundle does not go without.
  ///   - stateDirectory: one that is prepared.
  ///   - revisions: reads repositories.
  package init(
    _ source: AgentSource, signers: AllowedSigners?, stateDirectory: String, host: Host,
    revisions: any RevisionReader, limits: SourceLimits = SourceLimits()
  ) {
    self.source = source
    self.signers = signers
    self.revisions = revisions
    self.limits = limits
    self.host = host
    folder = SourceFolder(source, in: stateDirectory, on: host)
  }

  /// How things stood at the last look; asks nobody outside of this host.
  package func current() -> SourceStanding {
    guard source.isFetched else { return local() }
    do throws(HostError) {
      let state = try folder.state()
      return try standing(state)
    } catch {
      return failing(SourceProblem(.host, "\(error)"))
    }
  }

  /// Looks at the source, and takes what is newer; who asks while a look is under way gets what comes
  /// of that one. Where the task is cancelled it ends soon, and nothing is changed or remembered.
  package func refresh() async -> SourceStanding {
    let look = looking ?? Task { await self.look() }
    looking = look
    let standing = await withTaskCancellationHandler {
      await look.value
    } onCancel: {
      look.cancel()
    }
    if looking == look { looking = nil }
    return standing
  }

  private func look() async -> SourceStanding {
    let now = BundleTime(host.clock.now())
    guard source.isFetched else { return told(local(), at: now) }
    let before: SourceState
    do throws(HostError) {
      before = try folder.state()
      try folder.prepare()
    } catch {
      var result = failing(SourceProblem(.host, "\(error)"))
      // What is in force stays so even where nothing can be written any more.
      if let state = try? folder.state(), let known = try? standing(state) {
        (result.manifest, result.accepted) = (known.manifest, known.accepted)
      }
      return told(result, at: now)
    }
    var state = before
    state.checked = now
    var isNew = false
    do throws(SourceProblem) {
      isNew = try await take(&state, now)
      state.problem = Self.expiry(of: state, at: now)
    } catch {
      // That we are told to stop is nothing that is wrong with the source.
      if Task.isCancelled { return current() }
      state.problem = error
    }
    return finish(state, before, isNew, now)
  }

  /// Fetches what there is, and puts it in place where it is newer.
  ///
  /// - Returns: whether another version is in force.
  private func take(
    _ state: inout SourceState, _ now: BundleTime
  ) async throws(SourceProblem) -> Bool {
    let fetch = SourceFetch(
      source: source, signers: signers, folder: folder, revisions: revisions, limits: limits,
      now: now)
    var isWhole = false
    if let accepted = state.accepted {
      isWhole = try onHost { () throws(HostError) in
        try folder.manifest(of: accepted) != nil
      }
    }
    guard
      case .offer(let offer, let content) = try await fetch.run(
        after: isWhole ? state.accepted : nil)
    else { return false }
    switch SourceDecision(on: offer, after: state.accepted, at: now) {
    case .refuse(let because): throw fetch.refused(because)
    case .keep:
      if !isWhole {
        try onHost { () throws(HostError) in try folder.place(content, as: offer.digest) }
      }
      state.accepted = state.accepted?.seen(again: offer)
      return false
    case .take:
      // The same files by another commit are in place already.
      let isThere = isWhole && offer.digest == state.accepted?.digest
      if !isThere {
        try onHost { () throws(HostError) in try folder.place(content, as: offer.digest) }
      }
      state.accepted = offer
      return !isThere
    }
  }

  /// Remembers how it went, and clears up.
  private func finish(
    _ state: SourceState, _ before: SourceState, _ isNew: Bool, _ now: BundleTime
  ) -> SourceStanding {
    var state = state
    state.problemSince = state.problem.map { problem in
      before.problem.map(problem.isSameMatter) == true ? before.problemSince ?? now : now
    }
    do throws(HostError) {
      try folder.write(state)
      var result = try standing(state)
      result.isNew = isNew
      // One version is kept for whoever still reads it; what cannot go now can another time.
      try? folder.prune(keeping: [state.accepted, before.accepted].compactMap { $0 })
      return told(result, at: now, knowing: before.problem)
    } catch {
      // What cannot be remembered is not in force.
      var result = (try? standing(before)) ?? SourceStanding()
      result.problem = SourceProblem(.host, "\(error)")
      result.problemSince = now
      return told(result, at: now, knowing: before.problem)
    }
  }

  // MARK: Standings

  private func standing(_ state: SourceState) throws(HostError) -> SourceStanding {
    var result = SourceStanding()
    if let accepted = state.accepted {
      result.manifest = try folder.manifest(of: accepted)
      result.accepted = accepted
    }
    (result.problem, result.problemSince) = (state.problem, state.problemSince)
    result.checked = state.checked
    return result
  }

  private func failing(_ problem: SourceProblem) -> SourceStanding {
    var result = SourceStanding()
    result.problem = problem
    return result
  }

  /// A manifest that is used where it is.
  private func local() -> SourceStanding {
    guard case .path(let path) = source else { return SourceStanding() }
    do throws(HostError) {
      guard let real = try host.files.resolve(path), let status = try host.files.status(real)
      else { return failing(SourceProblem(.unreachable, Message.missing(path))) }
      var result = SourceStanding()
      result.manifest = path
      if status.type == .directory {
        let manifest = "\(path.hasSuffix("/") ? String(path.dropLast()) : path)/manifest.yml"
        guard try host.files.resolve(manifest) != nil else {
          return failing(SourceProblem(.unreachable, Message.noManifest(path)))
        }
        result.manifest = manifest
      }
      return result
    } catch {
      return failing(SourceProblem(.unreachable, "\(error)"))
    }
  }

  /// With whether its problem is another one than before.
  private func told(
    _ standing: SourceStanding, at now: BundleTime, knowing before: SourceProblem? = nil
  ) -> SourceStanding {
    var result = standing
    let earlier = last ?? before
    result.isProblemNew =
      switch (result.problem, earlier) {
      case (nil, nil): false
      case (let new?, let old?): !new.isSameMatter(as: old)
      default: true
      }
    if result.problem != nil, result.problemSince == nil { result.problemSince = now }
    last = .some(result.problem)
    return result
  }

  private static func expiry(of state: SourceState, at now: BundleTime) -> SourceProblem? {
    guard let accepted = state.accepted, case .bundle(_, _, let expires) = accepted.origin,
      now >= expires
    else { return nil }
    return SourceProblem(.expired, Message.expired(accepted.name, expires))
  }

  private func onHost<T>(_ body: () throws(HostError) -> T) throws(SourceProblem) -> T {
    do throws(HostError) { return try body() } catch { throw SourceProblem(.host, "\(error)") }
  }
}

private enum Message {
  static func missing(_ path: String) -> String { "nothing is at '\(path)'" }
  static func noManifest(_ path: String) -> String {
    "the directory '\(path)' has no \(BundleHeader.manifest)"
  }
  static func expired(_ name: String, _ time: BundleTime) -> String {
    "\(name) has expired at \(time); it stays in force until something newer comes"
  }
}
