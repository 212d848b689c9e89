internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeFacts
internal import ConvergeHost

/// Facts that are given instead of read.
struct FactOptions: ParsableArguments {
  @Option(
    name: .customLong("facts"),
    help: ArgumentHelp(
      "Facts in YAML or JSON, as 'converge facts' writes them; nothing is read of this host.",
      valueName: "file"), completion: .file())
  var file: String?

  /// The facts that are given; nil where the host is to be read.
  ///
  /// - Throws: `Stop` with 66 where the file cannot be read, with 65 where it is wrong.
  func given() throws -> GivenFacts? {
    guard let file else { return nil }
    let bytes: [UInt8]
    do throws(HostError) {
      bytes = try DirectorySources(directory: "").read(file, limitBytes: 1 << 20)
    } catch {
      throw Stop(.unreadable, error)
    }
    do throws(HostError) {
      return try GivenFacts(bytes, file: file, yaml: FactText.yaml)
    } catch {
      throw Stop(.invalidManifest, error)
    }
  }
}
