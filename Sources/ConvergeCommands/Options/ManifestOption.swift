internal import ArgumentParser

/// The manifest of a run.
struct ManifestOption: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A file, a directory with manifest.yml, or - for standard input.", valueName: "manifest"))
  var manifest: String
}
