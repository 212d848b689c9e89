/// The filter of Ansible that makes comments.
extension Filters {
  /// How a language writes comments.
  private struct CommentStyle {
    var decoration: String
    var beginning = ""
    var end = ""
  }

  private static let commentStyles = [
    "plain": CommentStyle(decoration: "# "),
    "erlang": CommentStyle(decoration: "% "),
    "c": CommentStyle(decoration: "// "),
    "cblock": CommentStyle(decoration: " * ", beginning: "/*", end: " */"),
    "xml": CommentStyle(decoration: " - ", beginning: "<!--", end: "-->"),
  ]

  static let comment: Filter = { (arguments, run) throws(TemplateError) in
    let parameters = [
      "style", "decoration", "beginning", "end", "prefix", "prefix_count", "postfix",
      "postfix_count", "newline",
    ]
    let values = try run.bind("comment", parameters, arguments)
    func text(_ index: Int, _ standard: String) throws(TemplateError) -> String {
      try run.string(values[index] ?? .string(standard), "'\(parameters[index])'")
    }
    guard let style = commentStyles[try text(0, "plain")] else {
      throw run.failure(.lookup, Message.style)
    }
    let mark = try text(1, style.decoration)
    let bare = mark.stripped(start: false)
    let lineBreak = try text(8, "\n")
    let prefix = try text(4, bare)
    let postfix = try text(6, bare)
    let before = try run.integer(values[5], default: 1, "'prefix_count'")
    let after = try run.integer(values[7], default: 1, "'postfix_count'")
    let content = try run.string(arguments.value, "what becomes a comment")
    try run.spend(max(0, before) + max(0, after))
    let body = try run.replaced(
      mark + (try run.replaced(content, lineBreak, lineBreak + mark, limit: .max)),
      mark + lineBreak, bare + lineBreak, limit: .max)
    let line = prefix == lineBreak ? lineBreak : prefix + lineBreak
    var result = try text(2, style.beginning)
    if !result.isEmpty { result += lineBreak }
    if !prefix.isEmpty {
      try run.allow(bytes: line.utf8.count * max(0, before))
      result += String(repeating: line, count: max(0, before))
    }
    try run.allow(bytes: (lineBreak.utf8.count + postfix.utf8.count) * max(0, after))
    result += body + String(repeating: lineBreak + postfix, count: max(0, after))
    let end = try text(3, style.end)
    if !end.isEmpty { result += lineBreak + end }
    try run.allow(bytes: result.utf8.count)
    return .string(result)
  }
}

private enum Message {
  static let style = "the style must be 'plain', 'c', 'erlang', 'cblock' or 'xml'"
}
