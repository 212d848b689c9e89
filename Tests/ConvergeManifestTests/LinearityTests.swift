import ConvergeCore
import ConvergeManifest
import ConvergeTestSupport
import Synchronization
import Testing

/// Counts, where a clock would tell more of the machine than of the reader.
struct LinearityTests {
  private final class CountingSources: SourceReader {
    let count = Mutex(0)
    private let files: [String: String]

    init(files: [String: String] = [:]) { self.files = files }

    func list(_ path: String) throws(HostError) -> [String] { [] }

    func read(_ path: String, limitBytes: Int) throws(HostError) -> [UInt8] {
      count.withLock { $0 += 1 }
      return Array((files[path] ?? "").utf8)
    }
  }

  private func reading(_ text: String, _ sources: any SourceReader = InMemorySources())
    -> ManifestReader.Reading
  {
    ManifestReader(kinds: sampleKinds, sources: sources)
      .read(ManifestText(Array(text.utf8), file: "m.yml", path: "/m.yml"))
  }

  @Test(arguments: [1_000, 100_000])
  func `each resource is decoded once`(count: Int) {
    let sources = CountingSources()
    let files = (0..<count).map { "  /srv/\($0): { source: x, require: [package:a] }\n" }
    let reading = reading("packages: [a]\nfiles:\n" + files.joined(), sources)
    #expect(reading.manifest?.resources.count == count + 1)
    #expect(reading.manifest?.edges.count == count)
    #expect(sources.count.withLock { $0 } == count)
  }

  @Test(arguments: [1_000, 100_000])
  func `a pattern that every member uses makes no square of edges`(count: Int) {
    let files = (0..<count).map { "  /srv/\($0): { require: ['file:*'] }\n" }
    let edges = reading("files:\n" + files.joined()).manifest?.edges
    // Two of them are a cycle already, which the graph reports.
    #expect(edges?.count == 2 * (count - 1))
  }

  @Test(arguments: [500, 5_000])
  func `a pattern that many others use makes no square of edges either`(count: Int) {
    let commands = (0..<count).map { "  c\($0): { command: [x], require: ['package:*'] }\n" }
    let packages = (0..<count).map { "  - p\($0)\n" }
    let manifest = reading(
      "packages:\n" + packages.joined() + "commands:\n" + commands.joined()
    ).manifest
    #expect(manifest?.junctions.count == 1)
    #expect(manifest?.edges.count == 2 * count)
  }

  /// A module with that many files.
  private func module(files count: Int) -> InMemorySources {
    let files = (0..<count).map { "  \"/srv/${{ parameters.name }}/\($0)\": {}\n" }
    return InMemorySources(texts: [
      "modules/m/module.yml": "parameters: { name: { type: string } }\nfiles:\n"
        + files.joined() + "outputs: { name: \"${{ parameters.name }}\" }\n"
    ])
  }

  @Test(arguments: [100, 5_000])
  func `a module that many refer to is one point before it and one behind it`(count: Int) {
    let commands = (0..<count).map {
      "  a\($0): { command: [x], require: module:m }\n  b\($0): { command: [x], before: module:m }\n"
    }
    let manifest = reading(
      "modules: { m: { source: m, with: { name: m } } }\ncommands:\n" + commands.joined(),
      module(files: count)
    ).manifest
    #expect(manifest?.junctions.count == 2)
    #expect(manifest?.edges.count == 4 * count)
  }

  @Test(arguments: [50, 2_000])
  func `modules that all require one, and one that requires them all, make no square of edges`(
    count: Int
  ) {
    let text = """
      modules:
        base: { source: m, with: { name: base } }
        each-${{ item }}:
          { source: m, with: { name: "${{ item }}" }, for_each: "${{ range(\(count)) | list }}",
            require: module:base }
        last: { source: m, with: { name: last }, require: "module:each-*" }
      """
    let manifest = reading(text, module(files: 3)).manifest
    #expect(manifest?.resources.count == 3 * (count + 2))
    // Each has three from the junction behind the first; three lead from it to a junction, and from
    // there three to the last.
    #expect(manifest?.edges.count == 3 + 3 * count + 6 * count)
  }

  @Test func `a module is read once, however often it is used`() {
    let sources = CountingSources(files: [
      "modules/m/module.yml": "parameters: { name: { type: string } }\n"
    ])
    let text = """
      modules:
        m-${{ item }}: { source: m, with: { name: "${{ item }}" }, for_each: "${{ range(500) | list }}" }
      """
    #expect(reading(text, sources).manifest != nil)
    #expect(sources.count.withLock { $0 } == 1)
  }

  @Test func `patterns that mean too many edges are an error`() {
    // Each its own pattern, five times.
    let commands = (0..<240).map { number in
      let pattern =
        "'package:\(String(repeating: "*", count: number % 15))p"
        + "\(String(repeating: "*", count: 1 + number / 15))'"
      return "  c\(number): { command: [x], require: \(pattern), before: \(pattern), "
        + "subscribe: \(pattern), notify: \(pattern), after: \(pattern) }\n"
    }
    let packages = (0..<1_100).map { "  - p\($0)\n" }
    let reading = reading(
      "packages:\n" + packages.joined() + "commands:\n" + commands.joined())
    #expect(reading.manifest == nil)
    #expect(reading.problems.items.count { $0.severity == .error } == 1)
  }
}
