import ConvergeCore
import ConvergeManifest
import ConvergeTestSupport
import Synchronization
import Testing

/// Counts, where a clock would tell more of the machine than of the reader.
struct LinearityTests {
  private final class CountingSources: SourceReader {
    let count = Mutex(0)

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

  @Test func `patterns that mean too many edges are an error`() {
    let commands = (0..<1_001).map { "  c\($0): { command: [x], require: ['package:*'] }\n" }
    let packages = (0..<1_001).map { "  - p\($0)\n" }
    let reading = reading(
      "packages:\n" + packages.joined() + "commands:\n" + commands.joined())
    #expect(reading.manifest == nil)
    #expect(reading.problems.items.count == 1)
  }
}
