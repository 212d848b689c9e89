package import ConvergeCore

extension Line {
  package static let kind = Kind(
    name: "line", section: "lines",
    summary: "One line of a text file whose other lines belong to others.",
    phase: .files, identityAttribute: "path", words: [],
    attributes: [
      AttributeSpec(
        "line", .text,
        "The whole line, without its line break. Where it is absent and 'match' is not written, "
          + "lines that equal it are removed.", keepsSecrets: true),
      AttributeSpec(
        "match", .text,
        "A regular expression for the line that is meant: that one becomes 'line'. It must match "
          + "'line' too, or every run would add another. Absent: what matches is removed.",
        onChange: .none),
      AttributeSpec(
        "multiple", .words(LineEdit.Multiple.allCases.map(\.rawValue)),
        "Where several lines match: refuse fails, unless all of them are as declared; first and "
          + "last take that one and leave the others; merge keeps one and removes the others.",
        default: "refuse", onChange: .none),
      AttributeSpec(
        "insert_after", .text,
        "A regular expression: a new line goes behind the last line that matches it.",
        onChange: .none),
      AttributeSpec(
        "insert_before", .text,
        "A regular expression: a new line goes before the first line that matches it.",
        onChange: .none),
      AttributeSpec(
        "location", .words(LineEdit.Location.allCases.map(\.rawValue)),
        "Where a new line goes if 'insert_after' or 'insert_before' matches nothing, or neither "
          + "is written.", default: "end", onChange: .none),
      AttributeSpec(
        "create", .boolean,
        "True: a file that is missing is made, with this line; else it fails.", default: "false",
        onChange: .none),
      AttributeSpec(
        "parents", .boolean,
        "True: directories that are missing above a file that is made are made too, with mode "
          + "0755.", default: "false", onChange: .none),
      AttributeSpec(
        "validate", .list(.argument),
        "A program that judges the whole file by its exit status. %s is the candidate's path, "
          + "which is checked before it is placed; without %s the file is checked in its place, "
          + "and the old one put back if it is no good.", onChange: .none),
      AttributeSpec(
        "backup", .either([.boolean, .integer(0...1000)]),
        "How many old versions of the file are kept beside it, as NAME.RUN~; true is one.",
        default: "false", onChange: .none),
    ],
    // Several of one file are each judged by what the one before made of it.
    runsAlone: true)
}
