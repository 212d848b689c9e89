package import ConvergeCore

extension Directory {
  package static let kind = Kind(
    name: "directory", section: "directories",
    summary: "A directory: its owner, group and mode, and what may be in it.",
    phase: .files, identityAttribute: "path",
    attributes: [
      AttributeSpec(
        "owner", .account,
        "The user that owns it, by name or number; with recurse, of all below it too."),
      AttributeSpec(
        "group", .account,
        "The group that it belongs to, by name or number; with recurse, of all below it too."),
      AttributeSpec(
        "mode", .mode,
        "The permissions, octal or as chmod(1) takes them; with recurse, of all directories below "
          + "it too. A new directory without one gets 0755, one that is there keeps its own."),
      AttributeSpec(
        "file_mode", .mode, "With recurse: the permissions of the files below it."),
      AttributeSpec(
        "recurse", .boolean,
        "True: owner, group, mode and file_mode hold for all below it that is not declared itself, "
          + "on the same file system; links are not followed.", default: "false"),
      AttributeSpec(
        "purge", .boolean,
        "True, with recurse: what is below it and not declared is removed. Backups of declared "
          + "files stay.", default: "false"),
      AttributeSpec(
        "force", .boolean,
        "True: one that is absent is removed with all that is in it; a file or link in the place "
          + "of one that is present makes way.", default: "false", onChange: .none),
      AttributeSpec(
        "parents", .boolean,
        "True: missing directories above it are made, with mode 0755.", default: "false",
        onChange: .none),
    ])
}
