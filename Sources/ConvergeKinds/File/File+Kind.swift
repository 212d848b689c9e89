package import ConvergeCore

extension File {
  package static let kind = Kind(
    name: "file", section: "files",
    summary: "A regular file: its content, owner, group and mode.",
    phase: .files, identityAttribute: "path",
    attributes: [
      AttributeSpec(
        "content", .text,
        "The whole content, as it is written. Without content, source and template the content is "
          + "left alone, and a new file is empty.", keepsSecrets: true),
      AttributeSpec(
        "source", .source,
        "A file beside the manifest whose bytes are the content, at most 64 MiB."),
      AttributeSpec(
        "template", .template,
        "A Jinja2 template beside the manifest, rendered with the manifest's names and those of "
          + "`vars`; what it gives is the content.", keepsSecrets: true),
      AttributeSpec(
        "vars", .mapping(.any), "Names that the template sees besides the manifest's.",
        onChange: .none),
      AttributeSpec(
        "owner", .account, "The user that owns it, by name or number. A new file's is root's."),
      AttributeSpec(
        "group", .account, "The group that it belongs to, by name or number."),
      AttributeSpec(
        "mode", .mode,
        "The permissions, octal or as chmod(1) takes them; a relative one starts from the mode "
          + "that is there. A new file without one gets 0644, one that is there keeps its own."),
      AttributeSpec(
        "validate", .list(.argument),
        "A program that judges the content by its exit status. %s is the candidate's path, which "
          + "is checked before it is placed; without %s the file is checked in its place, and the "
          + "old one put back if it is no good.", onChange: .none),
      AttributeSpec(
        "replace", .boolean, "False: content that is there already is left alone.",
        default: "true", onChange: .none),
      AttributeSpec(
        "backup", .either([.boolean, .integer(0...1000)]),
        "How many old versions are kept beside it, as NAME.RUN~; true is one.", default: "false",
        onChange: .none),
      AttributeSpec(
        "parents", .boolean,
        "True: missing directories above it are made, with mode 0755.", default: "false",
        onChange: .none),
      AttributeSpec(
        "force", .boolean,
        "True: a symbolic link, pipe, socket or device in its place makes way. A directory "
          + "never does.", default: "false", onChange: .none),
    ])
}
