import ConvergeCore
import ConvergeManifest
import ConvergeTestSupport
import Testing

struct ManifestReaderTests {
  private func read(_ text: String, path: String = "/srv/web.yml") -> ManifestReader.Reading {
    ManifestReader(kinds: sampleKinds, sources: InMemorySources())
      .read(ManifestText(Array(text.utf8), file: "web.yml", path: path))
  }

  @Test(
    arguments: [
      ("/srv/web.yml", "web"), ("/srv/web.prod.yaml", "web.prod"), ("/srv/manifest.yml", "srv"),
      ("/etc/x/manifest.yaml", "x"), ("/srv/plain", "plain"),
    ])
  func `a manifest without a name is called like its file`(path: String, name: String) {
    #expect(read("files: {}\n", path: path).manifest?.name == name)
    #expect(read("name: stated\n", path: path).manifest?.name == "stated")
  }

  @Test(arguments: ["-", "/manifest.yml", "/srv/.yml"])
  func `where no name can be told the manifest must state one`(path: String) {
    #expect(read("files: {}\n", path: path).manifest == nil)
    #expect(read("name: stated\n", path: path).manifest?.name == "stated")
  }

  @Test func `an empty text is a manifest without resources, with a warning`() {
    let reading = read("# nothing yet\n")
    #expect(reading.manifest?.resources.isEmpty == true)
    #expect(reading.problems.items.map(\.severity) == [.warning])
  }

  @Test func `the digest is the text's`() {
    #expect(read("files: {}\n").manifest?.digest == Digest(of: "files: {}\n"))
  }

  @Test func `a bad YAML text gets no complaints about what could not be read`() {
    let reading = read("files: [\nservices: {}\n")
    #expect(reading.problems.items.count == 1)
  }

  @Test(
    arguments: [
      (">=1.0", true), ("1", true), ("1.0", true), (">=1.0, <2", true), ("> 0.9", true),
      ("<=1.0", true), (">=1.1", false), (">=2", false), ("<1.0", false), (">1", false),
      ("1.0.1", false), ("new", false), ("~>1.0", false), ("", false),
    ])
  func `the language version asked for is held against ours`(text: String, isMet: Bool) {
    #expect((read("converge: '\(text)'\n").manifest != nil) == isMet)
  }

  @Test func `a resource to be made has the attributes of on_create`() throws {
    let text = "files: { /etc/x: { content: a, on_create: { mode: 0600 } }, /etc/y: {} }\n"
    let resources = try #require(read(text).manifest?.resources)
    #expect((resources[0].resource as? Sample<SampleFile>)?.mode == nil)
    #expect((resources[0].creating as? Sample<SampleFile>)?.mode == "0600")
    #expect(resources[1].creating == nil)
  }

  @Test(arguments: ["1.10", "1e3", "0x10", "010", "true", "1:2.0-3~rc1"])
  func `a version is what was written`(version: String) {
    let resource = read("packages: { a: { version: \(version) } }\n").manifest?.resources.first
    #expect(resource?.declaration.text("version") == version)
  }

  @Test func `what is right of a manifest is there for those who look for more`() {
    let reading = read(
      "files: { /a: { ensure: x }, /b: { require: file:/c }, /c: { require: file:/b } }\n")
    #expect(reading.manifest == nil)
    #expect(reading.draft?.resources.count == 2)
    #expect(reading.draft?.edges.count == 2)
    #expect(read("a: [\n").draft == nil)
  }

  @Test func `what several resources take from one anchor is told once`() {
    let reading = read(
      "files:\n  /a: &a { ensure: x }\n  /b: *a\n  /c: { <<: *a }\n")
    #expect(reading.problems.items.count == 1)
  }

  @Test func `no more suggestions are looked for than anybody reads`() {
    let names = (0..<300).map { "  /srv/\($0)x: { require: [\"file:/srv/\($0)y\"] }\n" }.joined()
    let problems = read("files:\n\(names)").problems.items
    #expect(problems.count == 300)
    #expect(problems.count { $0.hint != nil } == 50)
  }

  @Test func `after a thousand problems the rest is not looked at`() {
    let names = (0..<5_000).map { "  /srv/\($0): { ensure: x }\n" }.joined()
    let problems = read("files:\n\(names)").problems.items
    #expect(problems.count == ManifestReader.problemLimit + 1)
  }

  @Test func `what is wrong with one attribute does not hide what is wrong with another`() {
    let reading = read("files: { /a: { content: [x], source: none, parents: 1 } }\n")
    #expect(reading.problems.items.compactMap { $0.place?.column } == [25, 38, 53])
  }

  @Test func `among very many names the nearest is still found`() {
    let names = (0..<2_000).map { "  /srv/some/longer/path/to/\($0)/file.conf:\n" }.joined()
    let wrong = "  /x: { require: ['file:/srv/some/longer/path/to/7777/flie.conf'] }\n"
    let right = "  /srv/some/longer/path/to/7777/file.conf:\n"
    let problems = read("files:\n\(names)\(right)\(wrong)").problems.items
    #expect(
      problems.map(\.hint) == ["did you mean 'file:/srv/some/longer/path/to/7777/file.conf'?"])
  }

  @Test(arguments: [(90, true), (300, false), (20_000, false)])
  func `definitions that use one another very deep are an error`(count: Int, isRight: Bool) {
    let lines = (1..<count).map { "  v\($0): ${{ variables.v\($0 - 1) }}\n" }.joined()
    let reading = read(
      "variables:\n  v0: x\n\(lines)outputs: { v: \"${{ variables.v\(count - 1) }}\" }\n")
    #expect((reading.manifest != nil) == isRight)
    #expect(reading.problems.items.count == (isRight ? 0 : 1))
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `a damaged manifest is read or refused with places, whatever the damage`(seed: UInt64) throws
  {
    var state = seed
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let files = Golden.files(in: Golden.folder("positive"), ending: ".yml")
    var bytes = try #require(Golden.bytes(files[next(files.count)]))
    let pieces = [
      "{", "]", "\n", "  ", ":", ": ", "- ", "*a", "&a ", "<<: ", "'", "\"", "\t", "**",
    ]
    for _ in 0...next(4) {
      let start = next(bytes.count)
      let piece = Array(pieces[next(pieces.count)].utf8)
      bytes.replaceSubrange(start..<min(bytes.count, start + next(12)), with: piece)
    }
    let reading = ManifestReader(kinds: sampleKinds, sources: InMemorySources())
      .read(ManifestText(bytes, file: "m.yml", path: "/m.yml"))
    #expect((reading.manifest == nil) == reading.problems.hasErrors)
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    for place in reading.problems.items.map(\.place) {
      let place = try #require(place)
      try #require(lines.indices.contains(place.line - 1))
      #expect(place.column <= lines[place.line - 1].count + 1)
    }
  }
}
