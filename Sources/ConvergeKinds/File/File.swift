package import ConvergeCore
internal import ConvergeSystems

/// A regular file: its content, owner, group and mode.
package struct File: Resource {
  let path: String
  let isPresent: Bool
  let attributes: FileAttributes
  /// nil: the content is left alone, and a new file is empty.
  let content: FileContent?
  /// Whether content that is there already is replaced.
  let replaces: Bool
  let check: FileCheck?
  let backups: Int
  let makesParents: Bool
  /// Whether a link or a special file makes way.
  let isForced: Bool
  /// Of one attempt, for the check in a plan.
  let timeout: Duration

  /// The mode of a new file without a declared one.
  static let newMode: UInt16 = 0o644
  /// Of a source, and of a file whose content is compared.
  static let limitBytes = 64 << 20

  package init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    let path = FilePath.normalised(declaration.name, reporting: &problems)
    let attributes = FileAttributes(declaration, reporting: &problems)
    var own = Diagnostics()
    isPresent = declaration.text("state") != "absent"
    content = FileContent(declaration, reporting: &own)
    check = FileCheck(declaration, reporting: &own)
    replaces = declaration.boolean("replace") ?? true
    makesParents = declaration.boolean("parents") ?? false
    isForced = declaration.boolean("force") ?? false
    backups = declaration.backups
    timeout = declaration.common.timeout ?? Self.kind.timeout
    if backups > 0, content?.isSensitive == true {
      own.error(
        Message.secretBackup, at: declaration.place(of: "backup"), hint: Message.secretHint)
    }
    if path == "/" {
      own.error(Message.root, at: declaration.name.place, hint: Message.rootHint)
    }
    problems.append(contentsOf: own)
    guard let path, let attributes, !own.hasErrors else { return nil }
    self.path = path
    self.attributes = attributes
  }

  package var identity: Identity { Identity(.path, path) }
  package var aim: Aim { isPresent ? .presence : .absence }

  /// The path, and the unit that a file at such a path defines.
  package var provides: [Identity] {
    [identity] + [UnitFiles.provided(byPath: path, isPresent: isPresent)].compactMap { $0 }
  }

  package var needs: [Need] {
    isPresent
      ? [.ancestors(ofPath: path)] + attributes.needs + (check?.needs ?? [])
      : [.ancestors(ofPath: path)]
  }

  package var desired: Attributes {
    var desired = Attributes()
    desired["state"] = isPresent ? "present" : "absent"
    guard isPresent else { return desired }
    if replaces { desired["content"] = content?.digest }
    attributes.declare(in: &desired)
    return desired
  }
}

extension Declaration {
  /// How many old versions `backup` asks for.
  var backups: Int {
    if let flag = boolean("backup") { return flag ? 1 : 0 }
    return integer("backup").map(Int.init) ?? 0
  }
}

private enum Message {
  static let secretBackup = "sensitive content is never kept as a backup"
  static let secretHint = "leave 'backup' out"
  static let root = "'/' is a directory"
  static let rootHint = "declare it in 'directories'"
}
