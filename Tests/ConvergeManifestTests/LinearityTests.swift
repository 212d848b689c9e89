import ConvergeCore
import ConvergeManifest
import ConvergeTestSupport
import Synchronization
import Testing

/// Counts, where a clock would tell more of the machine than of the reader.
struct LinearityTests {
  private final class CountingSources: SourceReader {
    let count = Mutex(0)

    func list(_ path: String) throws(HostError) -> [String] { [] }

    func read(_ path: String, limitBytes: Int) throws(HostError) -> [UInt8] {
      count.withLock { $0 += 1 }
      return []
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
