import ConvergeCore
import ConvergeTestSupport
import Testing

@testable import ConvergeHooks

@Suite struct `Fetching a hook's files` {
  let bench = FetchBench()

  @Test func `a file comes, is kept by its digest, and is placed`() async throws {
    bench.serve(.file(bytes("hello")))
    let file = try #require(try await bench.fetch(bench.file()).first)
    #expect(file.digest == Digest(of: "hello"))
    #expect(file.sizeBytes == 5)
    #expect(try bench.placed(file) == "hello")
    let status = try bench.machine.files.status(bench.cachePath("hello"))
    #expect(status?.mode == 0o600)
    for folder in ["", "/cache", "/cache/sha256", "/partial"] {
      #expect(try bench.machine.files.status(FetchBench.area + folder)?.mode == 0o700)
    }
    #expect(try bench.names("partial") == [])
  }

  @Test func `what was fetched once is not fetched again, whatever its URL and hook`()
    async throws
  {
    bench.serve(.file(bytes("hello")))
    _ = try await bench.fetch(bench.file())
    let other = try await bench.fetch(bench.file("https://other.org/x", name: "x"))
    #expect(try bench.placed(try #require(other.first)) == "hello")
    #expect(bench.machine.requests.count == 1)
  }

  @Test func `what is kept and was damaged is fetched again`() async throws {
    bench.serve(.file(bytes("hello")))
    _ = try await bench.fetch(bench.file())
    bench.machine.put(bench.cachePath("hello"), bytes("hallo"), mode: 0o600)
    let file = try #require(try await bench.fetch(bench.file()).first)
    #expect(try bench.placed(file) == "hello")
    #expect(bench.machine.requests.count == 2)
  }

  @Test func `what is changed between verification and placing is not placed`() async throws {
    bench.serve(.file(bytes("hello")))
    let file = try #require(try await bench.fetch(bench.file()).first)
    bench.machine.put(bench.cachePath("hello"), bytes("evil!"), mode: 0o600)
    let error = #expect(throws: HostError.self) { try bench.placed(file) }
    #expect(error?.reason == .refused)
    #expect(error?.because.contains(Digest(of: "evil!").hexadecimal) == true)
    #expect(try bench.machine.files.list("/run/hook") == [])
    #expect(throws: HostError.self) { try file.bytes(on: bench.machine.host, limitBytes: 100) }
  }

  @Test func `a file from beside the manifest is what it was when it was read`() async throws {
    let given = HookFile(.given(bytes("select 1;")), name: "extra.sql")
    let file = try #require(try await bench.fetch(given).first)
    #expect(try bench.placed(file) == "select 1;")
    #expect(try file.bytes(on: bench.machine.host, limitBytes: 100) == bytes("select 1;"))
    // Nothing of it needs a directory of ours.
    #expect(try bench.machine.files.status(FetchBench.area) == nil)
  }

  @Test func `files come in their order, and the first that fails ends it`() async throws {
    bench.serve(.file(bytes("hello")))
    bench.serve(.file(bytes("two")), at: "https://h/two")
    let files = try await bench.fetch(
      bench.file(), HookFile(.given([]), name: "empty"),
      bench.file("https://h/two", of: "two", name: "two"))
    #expect(files.map(\.name) == ["run.sh", "empty", "two"])
    let failure = try await bench.failure(
      bench.file("https://h/missing?sig=secret", of: "x", name: "missing"),
      bench.file("https://h/never", of: "y", name: "never"))
    #expect(failure.file == "missing")
    #expect(failure.reason == .download)
    #expect(failure.error.reason == .notFound)
    #expect(bench.machine.requests.last?.url == "https://h/missing?sig=secret")
  }

  @Test func `a digest that does not match is tried once more, and then told`() async throws {
    bench.serve(.file(bytes("other")))
    let failure = try await bench.failure(bench.file())
    #expect(failure.reason == .mismatch)
    #expect(failure.error.because.contains(Digest(of: "hello").hexadecimal))
    #expect(failure.error.because.contains(Digest(of: "other").hexadecimal))
    #expect(bench.machine.requests.count == 2)
    #expect(bench.machine.requests.map(\.headers.count) == [0, 1])
    #expect(bench.machine.requests.last?.headers.first?.name == "Cache-Control")
    #expect(try bench.names("partial") == [])
    #expect(try bench.names("cache/sha256") == [])
  }

  @Test func `a stale answer is made up for by the next`() async throws {
    bench.serve(.file(bytes("stale")), .file(bytes("hello")))
    let file = try #require(try await bench.fetch(bench.file()).first)
    #expect(try bench.placed(file) == "hello")
  }

  @Test func `content that changes between attempts is fetched from its beginning`() async throws {
    // The server takes the old part for one of the new file: "he" + "llo!" is neither.
    bench.serve(.broken(bytes("HE")), .file(bytes("hello")))
    let file = try #require(try await bench.fetch(bench.file()).first)
    #expect(try bench.placed(file) == "hello")
    #expect(bench.machine.requests.count == 3)
  }

  @Test func `what broke in the middle is taken up, also by the next run`() async throws {
    var bench = bench
    bench.limits.tries = 1
    bench.serve(.broken(bytes("hel")), .file(bytes("hello")))
    #expect(try await bench.failure(bench.file()).reason == .download)
    #expect(try bench.names("partial").count == 2)
    let file = try #require(try await bench.fetch(bench.file()).first)
    #expect(try bench.placed(file) == "hello")
    #expect(bench.machine.requests.count == 2)
    #expect(try bench.names("partial") == [])
  }

  @Test func `what is taken unverified is fetched anew each time`() async throws {
    bench.serve(.broken(bytes("XX")), .file(bytes("first")), .file(bytes("second")))
    var bench = bench
    bench.limits.tries = 1
    _ = try await bench.failure(bench.file(of: nil))
    // The part of an earlier run is not taken up: nothing would tell that it belongs to another.
    for text in ["first", "second", "second"] {
      let file = try #require(try await bench.fetch(bench.file(of: nil)).first)
      #expect(file.digest == Digest(of: text))
      #expect(try bench.placed(file) == text)
    }
    #expect(bench.machine.requests.count == 4)
  }

  @Test func `a file over the limit is refused`() async throws {
    var bench = bench
    bench.limits.fileBytes = 4
    bench.serve(.file(bytes("hello")))
    let failure = try await bench.failure(bench.file())
    #expect(failure.error.reason == .tooLarge)
    #expect(bench.machine.requests.count == 1)
  }

  @Test func `a directory that others can write is not used`() async throws {
    bench.machine.putDirectory("\(FetchBench.area)/cache", mode: 0o777)
    let failure = try await bench.failure(bench.file())
    #expect(failure.reason == .host)
    #expect(failure.error.reason == .refused)
    #expect(bench.machine.requests.count == 0)
  }

  @Test func `killed at any step, the next run has the file`() async throws {
    let steps = try await Self.steps()
    #expect(steps > 10)
    for step in 0..<steps {
      let bench = FetchBench()
      bench.serve(.broken(bytes("hel")), .file(bytes("hello")))
      bench.machine.stop(atStep: step)
      _ = try? await bench.fetch(bench.file())
      bench.machine.powerCut()
      bench.machine.restart()
      let file = try #require(try await bench.fetch(bench.file()).first, "step \(step)")
      #expect(try bench.placed(file) == "hello", "step \(step)")
    }
  }

  private static func steps() async throws -> Int {
    let bench = FetchBench()
    bench.serve(.broken(bytes("hel")), .file(bytes("hello")))
    _ = try await bench.fetch(bench.file())
    return bench.machine.stepCount
  }
}
