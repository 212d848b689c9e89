package import ConvergeCore

/// Owner, group and mode as they are declared of a path; what is not declared is left alone.
package struct FileAttributes: Sendable {
  /// A name or a number.
  package let owner: String?
  package let group: String?
  package let mode: FileMode?
  package let isDirectory: Bool

  /// Reads `owner`, `group` and `mode`; nil where a problem was reported.
  package init?(
    _ declaration: Declaration, isDirectory: Bool = false, modeAttribute: String = "mode",
    reporting problems: inout Diagnostics
  ) {
    owner = declaration.text("owner")
    group = declaration.text("group")
    self.isDirectory = isDirectory
    guard let text = declaration.text(modeAttribute) else {
      mode = nil
      return
    }
    guard let mode = FileMode(text) else {
      problems.error(
        Message.noMode(text), at: declaration.place(of: modeAttribute), hint: Message.modeHint)
      return nil
    }
    self.mode = mode
  }

  /// Nothing declared.
  package init(isDirectory: Bool = false) {
    owner = nil
    group = nil
    mode = nil
    self.isDirectory = isDirectory
  }

  package init(owner: String?, group: String?, mode: FileMode?, isDirectory: Bool) {
    self.owner = owner
    self.group = group
    self.mode = mode
    self.isDirectory = isDirectory
  }

  /// The accounts that must be there first.
  package var needs: [Need] {
    [(Identity.Space.user, owner), (.group, group)].compactMap { space, name in
      name.flatMap { UInt32($0) == nil ? .thing(Identity(space, $0)) : nil }
    }
  }

  /// Adds what is declared to the attributes that are compared.
  package func declare(in attributes: inout Attributes) {
    attributes["owner"] = owner.map(Value.text)
    attributes["group"] = group.map(Value.text)
    attributes["mode"] = mode.map { .text($0.canonical(isDirectory: isDirectory)) }
  }

  /// Adds what was observed, in the words of the declaration where it is the same.
  package func observe(_ state: PathState, in attributes: inout Attributes) {
    guard let entry = state.entry else { return }
    if let owner {
      attributes["owner"] = .text(
        state.accounts.wantedUser == entry.user ? owner : state.accounts.userName)
    }
    if let group {
      attributes["group"] = .text(
        state.accounts.wantedGroup == entry.group ? group : state.accounts.groupName)
    }
    if let mode {
      let isRight = mode.applied(to: entry.mode, isDirectory: isDirectory) == entry.mode
      attributes["mode"] = .text(
        isRight ? mode.canonical(isDirectory: isDirectory) : FileMode.octal(entry.mode))
    }
  }

  /// Adds the differences to a plan.
  ///
  /// - Parameter created: the mode of a new one where none is declared; nil: it is there already.
  package func plan(
    from state: PathState, created: UInt16? = nil, in predicted: PredictedHost,
    into outlook: inout FileOutlook
  ) {
    let entry = created == nil ? state.entry : nil
    planAccount(
      "owner", owner, .user, id: state.accounts.wantedUser, observed: entry?.user,
      shown: state.accounts.userName, in: predicted, into: &outlook)
    planAccount(
      "group", group, .group, id: state.accounts.wantedGroup, observed: entry?.group,
      shown: state.accounts.groupName, in: predicted, into: &outlook)
    guard let mode else { return }
    let before = entry?.mode ?? created ?? 0
    let after = mode.applied(to: before, isDirectory: isDirectory)
    if entry == nil || before != after {
      outlook.changes.append(
        Change(
          "mode", from: entry.map { .text(FileMode.octal($0.mode)) } ?? .null,
          to: .text(FileMode.octal(after))))
    }
  }

  private func planAccount(
    _ attribute: String, _ name: String?, _ space: Identity.Space, id: UInt32?, observed: UInt32?,
    shown: String, in predicted: PredictedHost, into outlook: inout FileOutlook
  ) {
    guard let name else { return }
    if id == nil {
      let account = Identity(space, name)
      if let prediction = predicted.prediction(for: account), prediction.presence != .absent {
        if prediction.presence == .unknown {
          outlook.uncertainty = Message.mayCome(space, name)
        }
      } else if predicted.mayProvide(account) {
        outlook.uncertainty = Message.mayCome(space, name)
      } else {
        outlook.error =
          outlook.error
          ?? HostError(
            .notFound, "give", "a path to \(space.rawValue) '\(name)'",
            because: Message.noAccount(space, name), remedy: Message.declare(space))
      }
    } else if id == observed {
      return
    }
    outlook.changes.append(
      Change(attribute, from: observed == nil ? .null : .text(shown), to: .text(name)))
  }
}

private enum Message {
  static func noMode(_ text: String) -> String { "'\(text)' is no file mode" }
  static let modeHint = "write it in octal, 0644, or as chmod(1) takes it, u=rw,go=r"
  static func noAccount(_ space: Identity.Space, _ name: String) -> String {
    "there is no \(space.rawValue) '\(name)'"
  }
  static func declare(_ space: Identity.Space) -> String {
    "declare it in '\(space.rawValue)s'"
  }
  static func mayCome(_ space: Identity.Space, _ name: String) -> String {
    "\(space.rawValue) '\(name)' does not exist yet; something earlier in the run may bring it"
  }
}
