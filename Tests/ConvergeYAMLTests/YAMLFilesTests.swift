import ConvergeCore
import ConvergeTestSupport
import ConvergeYAML
import Testing

struct YAMLFilesTests {
  @Test(arguments: Golden.files(in: Golden.folder("positive"), ending: ".yaml"))
  func `what is read is the value beside it`(path: String) throws {
    let bytes = try #require(Golden.bytes(path))
    let (root, problems) = YAMLReader(file: name(path)).read(bytes)
    #expect(problems.items.isEmpty, "\(problems.plainText)")
    let text = (root?.value.jsonText(isIndented: true) ?? "nothing") + "\n"
    let golden = String(path.dropLast(5)) + ".json"
    #expect(Golden.complaint(about: text, at: golden) == nil)
  }

  @Test(arguments: Golden.files(in: Golden.folder("negative"), ending: ".yaml"))
  func `what is refused is reported as beside it`(path: String) throws {
    let bytes = try #require(Golden.bytes(path))
    let (_, problems) = YAMLReader(file: name(path)).read(bytes)
    #expect(problems.hasErrors)
    let golden = String(path.dropLast(5)) + ".txt"
    #expect(Golden.complaint(about: problems.plainText, at: golden) == nil)
  }

  private func name(_ path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }
}
