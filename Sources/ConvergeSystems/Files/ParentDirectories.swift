package import ConvergeCore

/// The directories above a path.
package enum ParentDirectories {
  /// Makes those that are missing, the topmost first, with mode 0755.
  package static func make(above path: String, on host: Host) throws(HostError) {
    var missing: [String] = []
    var directory = FilePath.parent(of: path)
    while directory != "/", try host.files.status(directory) == nil {
      missing.append(directory)
      directory = FilePath.parent(of: directory)
    }
    for directory in missing.reversed() {
      try host.files.makeDirectory(directory, mode: 0o755, owner: nil)
    }
  }

  /// What a plan with a `parents` change makes of them.
  package static func predictions(for verdict: Verdict) -> [(Identity, Prediction)] {
    let parents = verdict.changes.first { $0.attribute == "parents" }?.to.list ?? []
    return parents.compactMap(\.text).map {
      (Identity(.path, $0), Prediction(.present, attributes: .type("directory")))
    }
  }
}

extension Attributes {
  /// What a prediction says of the type of a path: `file`, `directory` or `link`.
  package static func type(_ name: String) -> Attributes {
    Attributes([Value.Member("type", .text(name))])
  }
}
