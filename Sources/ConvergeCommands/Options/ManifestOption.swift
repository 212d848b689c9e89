internal import ArgumentParser

/// The manifest of a run.
struct ManifestOption: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A file, a directory with manifest.yml, or - for standard input.", valueName: "manifest"),
    completion: .manifest)
  var manifest: String
}

extension CompletionKind {
  /// Files that look like manifests, and directories.
  static var manifest: CompletionKind { .file(extensions: ["yml", "yaml"]) }
}
