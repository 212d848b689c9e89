package import ConvergeCore
internal import ConvergeSystems

/// A file as it was read for one of its lines.
package struct LineState: Sendable, Equatable {
  enum Text: Sendable, Equatable {
    case missing
    case readable([UInt8])
    /// Nothing that has lines.
    case unusable(HostError)
  }

  /// What the check says of the file with the line, before that is placed.
  enum CheckOutcome: Sendable, Equatable {
    case notRun, passed
    case missing
    case complained(HostError)
  }

  /// Where the file is: the declared path, or what a symbolic link there leads to.
  let place: String
  /// Of `place`.
  let path: PathState
  let text: Text
  /// Whether the line that is meant is there, however it reads.
  let isThere: Bool
  /// What is to be done to the text; nil where there is none.
  let outcome: LineEdit.Outcome?
  let check: CheckOutcome
}

/// A file that lines are edited in.
struct LineFile: Sendable {
  let place: String
  let path: PathState
  let text: LineState.Text

  /// Reads a file; a symbolic link is followed where only root can turn it.
  init(_ declared: String, with reader: inout PathReader, on host: Host) throws(HostError) {
    var place = declared
    var state = try reader.state(of: declared, FileAttributes())
    if state.entry?.type == .link {
      guard let target = try host.files.resolve(declared) else {
        self.place = declared
        path = state
        text = .unusable(Message.dangling(declared))
        return
      }
      place = target
      state = try reader.state(of: target, FileAttributes())
    }
    self.place = place
    path = state
    text = try Self.text(at: place, state, on: host)
  }

  private static func text(
    at place: String, _ state: PathState, on host: Host
  ) throws(HostError) -> LineState.Text {
    guard let entry = state.entry else { return .missing }
    guard entry.type == .file else { return .unusable(Message.noFile(place, entry.type)) }
    guard entry.sizeBytes <= Line.limitBytes else { return .unusable(Message.large(place)) }
    let bytes = try host.files.read(place, limitBytes: Line.limitBytes)
    return bytes.contains(0) ? .unusable(Message.binary(place)) : .readable(bytes)
  }
}

extension Line {
  package typealias State = LineState

  package static func observe(
    _ batch: [Line], on host: Host
  ) async -> [Result<LineState, HostError>] {
    var reader = PathReader(on: host)
    var files: [String: Result<LineFile, HostError>] = [:]
    var states: [Result<LineState, HostError>] = []
    for line in batch {
      let file =
        files[line.path]
        ?? Result { () throws(HostError) in try LineFile(line.path, with: &reader, on: host) }
      files[line.path] = file
      switch file {
      case .success(let file): states.append(.success(await line.state(in: file, on: host)))
      case .failure(let error): states.append(.failure(error))
      }
    }
    return states
  }

  private func state(in file: LineFile, on host: Host) async -> LineState {
    guard case .readable(let bytes) = file.text else {
      return LineState(
        place: file.place, path: file.path, text: file.text, isThere: false, outcome: nil,
        check: await checkOutcome(newFile.flatMap { creates ? $0 : nil }, on: host))
    }
    let outcome = edit.outcome(in: bytes)
    var candidate: [UInt8]?
    if case .changed(let text, _) = outcome { candidate = text }
    return LineState(
      place: file.place, path: file.path, text: file.text, isThere: edit.finds(in: bytes),
      outcome: outcome, check: await checkOutcome(candidate, on: host))
  }

  /// What a file is made of that is missing; nil where the line is to be absent.
  var newFile: [UInt8]? {
    guard isPresent, case .changed(let text, _) = edit.outcome(in: []) else { return nil }
    return text
  }

  /// Shows the candidate to the check on standard input, since nothing is written in a plan.
  private func checkOutcome(
    _ candidate: [UInt8]?, on host: Host
  ) async -> LineState.CheckOutcome {
    guard let check, check.takesCandidate, let candidate else { return .notRun }
    do throws(HostError) {
      try await check.run(
        candidate: "/dev/stdin", input: candidate, hidesOutput: isSensitive,
        timeout: Self.kind.timeout, on: host)
      return .passed
    } catch {
      return error.reason == .notFound ? .missing : .complained(error)
    }
  }

  package static func exists(_ state: LineState) -> Bool { state.isThere }

  package func attributes(of state: LineState) -> Attributes {
    var observed = Attributes()
    observed["state"] = state.isThere ? "present" : "absent"
    guard isPresent, state.isThere, let line = edit.line else { return observed }
    switch state.outcome {
    case .asDeclared: observed["line"] = shown(line)
    case .changed(_, let old): observed["line"] = shown(old)
    case .ambiguous(let rows): observed["line"] = .list(rows.map { .integer(Int64($0)) })
    case nil: break
    }
    return observed
  }
}

private enum Message {
  static func dangling(_ path: String) -> HostError {
    HostError(
      .notFound, "edit", path, because: "it is a symbolic link to something that is not there")
  }
  static func noFile(_ path: String, _ type: FileStatus.FileType) -> HostError {
    HostError(.wrongType, "edit", path, because: "a \(type.rawValue) is in its place")
  }
  static func large(_ path: String) -> HostError {
    HostError(
      .tooLarge, "edit", path, because: "a file with declared lines has at most 4 MiB",
      remedy: "declare the whole file in 'files'")
  }
  static func binary(_ path: String) -> HostError {
    HostError(
      .wrongType, "edit", path, because: "it has NUL bytes, so it is no text",
      remedy: "declare the whole file in 'files'")
  }
}
