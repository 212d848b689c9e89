import ConvergeCore
import ConvergeManifest
import ConvergeReport
import ConvergeTestSupport
import ConvergeYAML
import Testing

struct ManifestFilesTests {
  private let reader = ManifestReader(
    kinds: sampleKinds, sources: InMemorySources(texts: ["files/motd": "hello\n"]))

  private func read(_ path: String) throws -> ManifestReader.Reading {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    let bytes = try #require(Golden.bytes(path))
    return reader.read(ManifestText(bytes, file: name, path: "/srv/\(name)"))
  }

  @Test(arguments: Golden.files(in: Golden.folder("positive"), ending: ".yml"))
  func `what is read is as beside it`(path: String) throws {
    let reading = try read(path)
    #expect(!reading.problems.hasErrors, "\(reading.problems.plainText)")
    let manifest = try #require(reading.manifest)
    let warnings = ProblemText(reading.problems, sources: reading.texts).text
    let text = manifest.shape.yamlText() + (warnings.isEmpty ? "" : "---\n\(warnings)")
    #expect(Golden.complaint(about: text, at: "\(path.dropLast(4)).txt") == nil)
  }

  @Test(arguments: Golden.files(in: Golden.folder("negative"), ending: ".yml"))
  func `what is refused is reported as beside it`(path: String) throws {
    let reading = try read(path)
    #expect(reading.manifest == nil)
    #expect(reading.problems.hasErrors)
    let text = ProblemText(reading.problems, sources: reading.texts).text
    #expect(Golden.complaint(about: text, at: "\(path.dropLast(4)).txt") == nil)
  }
}
