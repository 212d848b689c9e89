package import ConvergeCore

extension Link {
  package static let kind = Kind(
    name: "link", section: "links",
    summary: "A symbolic link, or another name of a file.",
    phase: .files, identityAttribute: "path", scalarAttribute: "target",
    attributes: [
      AttributeSpec(
        "target", .text,
        "Where it leads: absolute, or relative to the directory of the link. It need not be there; "
          + "of a hard link it is the whole path of a file that is."),
      AttributeSpec(
        "hard", .boolean,
        "True: another name of the file itself, on the same file system, instead of a symbolic "
          + "link.", default: "false", onChange: .replace),
      AttributeSpec(
        "owner", .account, "The user that owns the symbolic link itself, by name or number."),
      AttributeSpec(
        "group", .account, "The group that the symbolic link itself belongs to."),
      AttributeSpec(
        "parents", .boolean,
        "True: missing directories above it are made, with mode 0755.", default: "false",
        onChange: .none),
      AttributeSpec(
        "force", .boolean,
        "True: a file, or an empty directory, in its place makes way.", default: "false",
        onChange: .none),
    ])
}
