package import ConvergeCore
internal import ConvergeSystems

/// A symbolic link, or another name of a file.
package struct Link: Resource {
  let path: String
  let isPresent: Bool
  let isHard: Bool
  /// As it was written; nil only for one that is absent.
  let target: String?
  let attributes: FileAttributes
  let makesParents: Bool
  let isForced: Bool

  package init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    let path = FilePath.normalised(declaration.name, reporting: &problems)
    isPresent = declaration.text("state") != "absent"
    isHard = declaration.boolean("hard") ?? false
    makesParents = declaration.boolean("parents") ?? false
    isForced = declaration.boolean("force") ?? false
    attributes = FileAttributes(
      owner: declaration.text("owner"), group: declaration.text("group"), mode: nil,
      isDirectory: false)
    target = declaration.text("target")
    guard let path else { return nil }
    self.path = path
    guard let target else {
      guard isPresent else { return }
      problems.error(Message.noTarget, at: declaration.place, hint: Message.targetHint)
      return nil
    }
    let place = declaration.place(of: "target")
    if target.isEmpty || target.utf8.contains(0) || target.utf8.count > 4095 {
      problems.error(Message.badTarget, at: place, hint: Message.targetHint)
      return nil
    }
    if isHard, !target.hasPrefix("/") {
      problems.error(Message.hardRelative(target), at: place, hint: Message.hardHint)
      return nil
    }
    if FilePath.resolve(target, from: path) == path {
      problems.error(Message.itself, at: place)
      return nil
    }
    for attribute in ["owner", "group"] where isHard && declaration.text(attribute) != nil {
      problems.error(
        Message.hardOwner(attribute), at: declaration.place(of: attribute),
        hint: Message.hardOwnerHint)
      return nil
    }
  }

  /// Where it leads, as an absolute path.
  var destination: String? { target.map { FilePath.resolve($0, from: path) } }

  package var identity: Identity { Identity(.path, path) }
  package var aim: Aim { isPresent ? .presence : .absence }

  /// The path, and the unit that a link at such a path is an alias of.
  package var provides: [Identity] {
    [identity] + [UnitFiles.provided(byPath: path, isPresent: isPresent)].compactMap { $0 }
  }

  package var needs: [Need] {
    guard isPresent, let destination else { return [.ancestors(ofPath: path)] }
    return [
      .ancestors(ofPath: path), .ancestors(ofPath: destination),
      .thing(Identity(.path, destination)),
    ] + attributes.needs
  }

  package var desired: Attributes {
    var desired = Attributes()
    desired["state"] = isPresent ? "present" : "absent"
    guard isPresent else { return desired }
    desired["target"] = target.map(Value.text)
    attributes.declare(in: &desired)
    return desired
  }
}

private enum Message {
  static let noTarget = "a link needs a 'target'"
  static let badTarget = "this is no target"
  static let targetHint = "write the path that it leads to"
  static func hardRelative(_ target: String) -> String {
    "the target of a hard link must be absolute, not '\(target)'"
  }
  static let hardHint = "a hard link is another name of a file: give the file's whole path"
  static let itself = "a link cannot lead to itself"
  static func hardOwner(_ attribute: String) -> String { "a hard link has no '\(attribute)'" }
  static let hardOwnerHint = "declare it of the file that it names"
}
