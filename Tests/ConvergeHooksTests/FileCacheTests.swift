import ConvergeCore
import ConvergeTestSupport
import Testing

@testable import ConvergeHooks

@Suite struct `Files that are kept` {
  /// Fetches files of ten bytes each, an hour apart.
  private func fetch(_ names: String..., on bench: FetchBench) async throws {
    for name in names {
      let text = String(repeating: name, count: 10)
      bench.serve(.file(bytes(text)), at: "https://h/\(name)")
      _ = try await bench.fetch(bench.file("https://h/\(name)", of: text, name: name))
      bench.machine.advance(by: .seconds(3600))
    }
  }

  private func kept(_ names: String..., on bench: FetchBench) throws -> [Bool] {
    try names.map { name in
      let path = bench.cachePath(String(repeating: name, count: 10))
      return try bench.machine.files.status(path) != nil
    }
  }

  @Test func `those that were not used for longest make room`() async throws {
    var bench = FetchBench()
    bench.limits.cacheBytes = 30
    try await fetch("a", "b", "c", "a", "d", on: bench)
    #expect(try kept("a", "b", "c", "d", on: bench) == [true, false, true, true])
  }

  @Test func `what is used now stays, however large it is`() async throws {
    var bench = FetchBench()
    bench.limits.cacheBytes = 5
    try await fetch("a", on: bench)
    #expect(try kept("a", on: bench) == [true])
    try await fetch("b", on: bench)
    #expect(try kept("a", "b", on: bench) == [false, true])
  }

  @Test func `without a list of uses the times of the files count`() async throws {
    var bench = FetchBench()
    try await fetch("a", "b", "a", on: bench)
    bench.machine.put("\(FetchBench.area)/cache/uses", bytes("\u{0}junk 1\nx y z\n"))
    bench.limits.cacheBytes = 20
    try await fetch("c", on: bench)
    #expect(try kept("a", "b", "c", on: bench) == [false, true, true])
  }

  @Test func `parts that nobody wants any more go after a day`() async throws {
    var bench = FetchBench()
    bench.limits.tries = 1
    bench.serve(.broken(bytes("hel")))
    _ = try await bench.failure(bench.file())
    try await fetch("a", on: bench)
    #expect(try bench.names("partial").count == 2)
    bench.machine.advance(by: .seconds(86_400))
    try await fetch("b", on: bench)
    #expect(try bench.names("partial") == [])
  }
}
