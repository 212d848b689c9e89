import ConvergeCore
import ConvergeHost
import Foundation
import Synchronization
import Testing

@Suite struct `What supervised programs say` {
  let stage: SupervisionStage

  init() throws { stage = try SupervisionStage() }

  @Test func `is on disk for nobody else, and in the end with size and digest`() async throws {
    let run = stage.run("printf 'one\\ntwo\\n'; printf oops >&2")
    let end = try await stage.end(of: run)
    #expect(try stage.text("stdout", of: run) == "one\ntwo\n")
    #expect(try stage.text("stderr", of: run) == "oops")
    #expect(end.output.first == "one\ntwo\n")
    #expect(end.output.last == "")
    #expect(end.output.totalBytes == 8)
    #expect("sha256:\(end.output.sha256)" == Digest(of: "one\ntwo\n").description)
    #expect(end.error.first == "oops")
    for name in try stage.names(in: run) {
      let attributes = try FileManager.default.attributesOfItem(
        atPath: "\(run.directory)/\(name)")
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
    }
  }

  @Test func `is whole in its two ends where it is short, and cut in the middle where not`()
    async throws
  {
    let end = try await stage.end("head -c 6000 /dev/zero | tr '\\0' a; echo end >&2")
    #expect(end.output.first.utf8.count == 4096)
    #expect(end.output.last.utf8.count == 6000 - 4096)
    let long = try await stage.end("seq 100000")
    #expect(long.output.first.hasPrefix("1\n2\n"))
    #expect(long.output.last.hasSuffix("99999\n100000\n"))
    #expect(long.output.last.utf8.count == 4096)
  }

  @Test func `is kept under the cap, a hundred megabytes with their beginning and their end`()
    async throws
  {
    var run = stage.run("echo begin; head -c 100000000 /dev/zero | tr '\\0' x; echo; echo the end")
    run.outputLimitBytes = 8 << 20
    let start = try await stage.supervision.start(run)
    let peak = Mutex(0)
    _ = try await stage.supervision.wait(
      for: start, in: run.directory, progress: { _ in },
      goesOn: {
        peak.withLock { $0 = max($0, Self.residentKilobytes(of: start.process)) }
        return true
      })
    let end = try stage.end(in: run)
    #expect(end.output.totalBytes == 100_000_015)
    let parts = try stage.names(in: run).filter { $0.hasPrefix("stdout") }
    let sizes = try parts.map { name in
      let attributes = try FileManager.default.attributesOfItem(
        atPath: "\(run.directory)/\(name)")
      return attributes[.size] as? Int64 ?? 0
    }
    let total = sizes.reduce(0, +)
    #expect(total <= run.outputLimitBytes + 200)
    #expect(total >= run.outputLimitBytes * 7 / 8)
    let head = try stage.text("stdout", of: run)
    #expect(head.hasPrefix("begin\nxxx"))
    let note = try #require(head.split(separator: "\n").last)
    #expect(
      note.hasPrefix("[converge: \(end.output.missingBytes) bytes are missing here"), "\(note)")
    let named = try #require(note.split(separator: " ").last?.dropLast())
    let last = try #require(
      parts.filter { $0 != "stdout" }
        .max { $0.dropFirst(7).count < $1.dropFirst(7).count || $0 < $1 })
    #expect(parts.contains(String(named)), "\(named) is one of \(parts)")
    #expect(try stage.text(last, of: run).hasSuffix("x\nthe end\n"))
    let kept = total - Int64(note.utf8.count + 2)
    #expect(kept + end.output.missingBytes == end.output.totalBytes)
    #expect(peak.withLock { $0 } < 100_000, "in KB, of a program that is not optimised")
  }

  @Test func `has no secret in it, though it is said in pieces`() async throws {
    var run = stage.run(
      """
      for part in my top -sec ret; do printf %s $part; sleep 0.05; done
      printf 'x\\nmy-top\\n'; printf 'first line of it\\nother\\n' >&2
      echo "at mytop-secret" >&3; echo "VALUE=<mytop-secret>" > $CONVERGE_OUTPUT
      """)
    run.secrets = ["mytop-secret", "first line of it\nsecond line of it\n"].map { Array($0.utf8) }
    let end = try await stage.end(of: run)
    #expect(end.output.first == "(sensitive)x\nmy-top\n")
    #expect(end.error.first == "(sensitive)\nother\n")
    #expect(end.progress == ["at (sensitive)"])
    #expect(end.values.map(\.value) == ["<(sensitive)>"])
    for name in try stage.names(in: run) {
      let text = try stage.text(name, of: run)
      #expect(!text.contains("mytop-secret") && !text.contains("first line of it"), "\(name)")
    }
  }

  @Test func `of their progress is told line by line, without tricks`() async throws {
    let told = Mutex<[String]>([])
    let run = stage.run(
      """
      echo "to $CONVERGE_PROGRESS_FD" >&$CONVERGE_PROGRESS_FD
      printf 'a\\033[2Jb\\r\\n\\ntabs\\there\\n' >&3
      head -c 5000 /dev/zero | tr '\\0' x >&3; echo >&3
      seq 60 >&3; printf 'no end' >&3
      """)
    let end = try await stage.end(of: run) { line in told.withLock { $0.append(line) } }
    let lines = told.withLock { $0 }
    #expect(Array(lines[0..<3]) == ["to 3", "a\u{FFFD}[2Jb", "tabs here"])
    #expect(lines[3] == String(repeating: "x", count: 1000) + "…")
    #expect(lines.suffix(2) == ["60", "no end"])
    #expect(end.progress == lines.suffix(50))
    #expect(end.output.totalBytes == 0)
  }

  @Test func `of their progress is bounded on disk, and its last lines are in the end`()
    async throws
  {
    let run = stage.run("seq 30000 >&3")
    let end = try await stage.end(of: run)
    #expect(end.progress.last == "30000")
    let lines = try stage.text("progress", of: run).split(separator: "\n")
    #expect(lines.count == 10_000)
    #expect(lines.last == "[converge: further lines are not kept]")
  }

  @Test func `as values is what is well formed`() async throws {
    let end = try await stage.end(
      """
      cat > $CONVERGE_OUTPUT <<'END'
      url=http://a/?b=c
      empty=

      no equals
      9x=1
      url=later
      END
      printf 'last_1=no end' >> $CONVERGE_OUTPUT
      """)
    #expect(end.values.map(\.name) == ["url", "empty", "last_1"])
    #expect(end.values.map(\.value) == ["later", "", "no end"])
    #expect(end.progress.count == 2)
    let many = try await stage.end("for i in $(seq 200); do echo v$i=$i; done > $CONVERGE_OUTPUT")
    #expect(many.values.count == 100)
    #expect(many.progress.count == 1)
    let long = try await stage.end("seq -f a=%g 20000 > $CONVERGE_OUTPUT")
    #expect(long.values.isEmpty)
    #expect(long.progress.count == 1)
  }

  @Test(arguments: [
    "ln -sf $PWD/secret $CONVERGE_OUTPUT", "rm $CONVERGE_OUTPUT; mkdir $CONVERGE_OUTPUT",
    "rm $CONVERGE_OUTPUT; mkfifo $CONVERGE_OUTPUT", "rm $CONVERGE_OUTPUT",
    "ln -f $PWD/secret $CONVERGE_OUTPUT",
  ])
  func `as values is not read through what they have put in the file's place`(
    trap: String
  ) async throws {
    try stage.scratch.write("secret", "TAKEN=it\n")
    // Where a hard link can reach it.
    var run = stage.run("cp secret ${CONVERGE_OUTPUT%/*}/secret; cd ${CONVERGE_OUTPUT%/*}; " + trap)
    run.workingDirectory = stage.scratch.path
    let end = try await stage.end(of: run)
    #expect(end.way == .exited(0), "\(end.error.first)")
    #expect(end.values.isEmpty)
    #expect(end.progress.count == 1)
    #expect(stage.leftPrivate.isEmpty)
  }

  @Test(.enabled(if: isRoot)) func `as values another user's program cannot lead elsewhere`()
    async throws
  {
    var run = stage.run("ln -sf /etc/passwd $CONVERGE_OUTPUT || rm -f $CONVERGE_OUTPUT || exit 3")
    run.user = .init(user: nobody, group: nobody, supplementary: [])
    #expect(try await stage.end(of: run).way == .exited(3))
  }

  private static func residentKilobytes(of process: pid_t) -> Int {
    let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
  }
}
