package import ConvergeCore

/// A plan for a path while it is being made: what differs, what nobody can tell, what is wrong.
package struct FileOutlook {
  package var changes: [Change] = []
  package var uncertainty: String?
  package var error: HostError?

  package init() {}

  /// The verdict; in sync where nothing differs.
  package func verdict(_ action: Verdict.Action) -> Verdict {
    if let error { return .failing(error) }
    if changes.isEmpty { return .inSync }
    if let uncertainty { return .unknown(action, changes, because: uncertainty) }
    return .change(action, changes)
  }

  /// Looks at the directories above a path that is to be made.
  ///
  /// - Returns: those that have to be made first, where `makesParents`.
  @discardableResult
  package mutating func requireParents(
    of path: String, _ state: PathState, makesParents: Bool, in predicted: PredictedHost
  ) -> [String] {
    let parents = state.missingParents.filter { parent in
      predicted.prediction(for: Identity(.path, parent))?.presence != .present
    }
    let directory = FilePath.parent(of: path)
    if let prediction = predicted.prediction(for: Identity(.path, directory)) {
      switch prediction.presence {
      case .present:
        let type = prediction.attributes["type"]?.text ?? "directory"
        if type == "file" {
          error = error ?? Self.missing(path, Message.isFile(directory), nil)
        }
        return []
      case .absent:
        error = error ?? Self.missing(path, Message.removed(directory), nil)
        return []
      case .unknown: break
      }
    }
    guard !parents.isEmpty else { return [] }
    if makesParents {
      changes.append(Change("parents", from: .null, to: .list(parents.map(Value.text))))
      return parents
    }
    if predicted.mayProvide(Identity(.path, directory)) {
      uncertainty = Message.mayCome(directory)
    } else {
      error = error ?? Self.missing(path, Message.noParent(directory), Message.declare)
    }
    return []
  }

  /// The verdict for a path that is to be absent and is. Where its directory may still come, so may
  /// what is in it.
  package static func absent(
    _ path: String, _ state: PathState, in predicted: PredictedHost
  ) -> Verdict {
    let directory = Identity(.path, FilePath.parent(of: path))
    guard !state.missingParents.isEmpty, predicted.mayProvide(directory),
      predicted.prediction(for: directory)?.presence != .present
    else { return .inSync }
    return .unknown(
      .remove, [Change("state", from: .unknown, to: .null)],
      because: Message.mayCome(FilePath.parent(of: path)))
  }

  private static func missing(_ path: String, _ because: String, _ remedy: String?) -> HostError {
    HostError(.notFound, "make", path, because: because, remedy: remedy)
  }
}

private enum Message {
  static func noParent(_ path: String) -> String { "there is no directory '\(path)'" }
  static let declare = "declare it in 'directories', or write 'parents: true'"
  static func isFile(_ path: String) -> String { "'\(path)' will be a file" }
  static func removed(_ path: String) -> String { "'\(path)' will be removed" }
  static func mayCome(_ path: String) -> String {
    "'\(path)' does not exist yet; something earlier in the run may bring it"
  }
}
