internal import ConvergeCore
internal import ConvergeManifest

/// Where data come from, for a person and for a machine.
enum DataExplanationText {
  /// Each value, below it the file that gives it and those that have another.
  static func text(of data: DataExplanation, at keys: [String]) -> String {
    data.items(at: keys).map { item in
      let hidden = item.hidden.map { "  hides \($0.place): \($0.value.jsonText())\n" }
      let name = item.keys.isEmpty ? "data" : item.keys.joined(separator: ".")
      return "\(name): \(item.given.value.jsonText())\n  from  \(item.given.place)\n"
        + hidden.joined()
    }.joined()
  }

  /// The merged value, the files, and what each of them gives of it.
  static func value(of data: DataExplanation, at keys: [String]) -> Value {
    .record([
      "key": .text(keys.joined(separator: ".")), "value": data.value(at: keys),
      "files": .list(data.files.map { .text($0) }),
      "items": .list(
        data.items(at: keys).map { item in
          .record([
            "key": .text(item.keys.joined(separator: ".")), "given": origin(item.given),
            "hidden": .list(item.hidden.map(origin)),
          ])
        }),
    ])
  }

  private static func origin(_ origin: DataExplanation.Origin) -> Value {
    .record([
      "file": .text(origin.place.file), "line": .integer(Int64(origin.place.line)),
      "column": .integer(Int64(origin.place.column)), "value": origin.value,
    ])
  }
}
