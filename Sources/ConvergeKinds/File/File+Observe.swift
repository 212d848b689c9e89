package import ConvergeCore
internal import ConvergeSystems

/// A file as it was read.
package struct FileState: Sendable, Equatable {
  /// Its content, as far as the declaration asks for it.
  enum Content: Sendable, Equatable {
    case notCompared
    case asDeclared
    case other([UInt8])
    /// Larger than what is compared.
    case large(bytes: Int64)
  }

  /// What the check says of a candidate that is not placed yet.
  enum CheckOutcome: Sendable, Equatable {
    case notRun, passed
    case missing
    case complained(HostError)
  }

  let path: PathState
  let content: Content
  let check: CheckOutcome
}

extension File {
  package typealias State = FileState

  package static func observe(
    _ batch: [File], on host: Host
  ) async -> [Result<FileState, HostError>] {
    var states = await inParts(of: batch) { part in
      var reader = PathReader(on: host)
      return part.map { $0.state(with: &reader, on: host) }
    }
    // One after the other: they are programs.
    for (index, file) in batch.enumerated() where file.check != nil {
      guard case .success(let state) = states[index] else { continue }
      let outcome = await file.checkOutcome(state.path, state.content, on: host)
      states[index] = .success(
        FileState(path: state.path, content: state.content, check: outcome))
    }
    return states
  }

  /// Without the check's word.
  private func state(
    with reader: inout PathReader, on host: Host
  ) -> Result<FileState, HostError> {
    do throws(HostError) {
      let path = try reader.state(of: path, attributes)
      return .success(
        FileState(path: path, content: try content(at: path, on: host), check: .notRun))
    } catch {
      return .failure(error)
    }
  }

  private func content(
    at state: PathState, on host: Host
  ) throws(HostError) -> FileState.Content {
    guard isPresent, replaces, let content, let entry = state.entry, entry.type == .file else {
      return .notCompared
    }
    if entry.sizeBytes > Self.limitBytes { return .large(bytes: entry.sizeBytes) }
    let bytes = try host.files.read(path, limitBytes: Self.limitBytes)
    return bytes == content.bytes ? .asDeclared : .other(bytes)
  }

  /// Shows the candidate to the check on standard input, since nothing is written in a plan.
  private func checkOutcome(
    _ state: PathState, _ content: FileState.Content, on host: Host
  ) async -> FileState.CheckOutcome {
    guard isPresent, let check, check.takesCandidate, let wanted = self.content else {
      return .notRun
    }
    if content == .asDeclared { return .notRun }
    if content == .notCompared, state.entry != nil { return .notRun }
    do throws(HostError) {
      try await check.run(
        candidate: "/dev/stdin", input: wanted.bytes, hidesOutput: wanted.isSensitive,
        timeout: timeout, on: host)
      return .passed
    } catch {
      return error.reason == .notFound ? .missing : .complained(error)
    }
  }

  package func likeness(in state: FileState) -> Likeness? { state.path.likeness }

  package func realIdentity(
    in state: FileState, on host: Host
  ) throws(HostError) -> Identity { try PathReader.realIdentity(of: path, on: host) }

  package static func exists(_ state: FileState) -> Bool { state.path.entry != nil }

  package func attributes(of state: FileState) -> Attributes {
    var observed = Attributes()
    observed["state"] =
      state.path.entry.map {
        $0.type == .file ? "present" : .text($0.type.rawValue)
      } ?? "absent"
    guard isPresent, let entry = state.path.entry, entry.type == .file else { return observed }
    if let content {
      switch state.content {
      case .notCompared: break
      case .asDeclared: observed["content"] = content.digest
      case .other(let bytes):
        observed["content"] = FileContent.digest(of: bytes, isSensitive: content.isSensitive)
      case .large(let bytes): observed["content"] = .text("\(bytes) bytes")
      }
    }
    attributes.observe(state.path, in: &observed)
    return observed
  }
}
