import ConvergeCore
import Foundation
import Testing

@testable import ConvergeHost

/// Many tamperings by processes that live for a moment, while all processors are busy.
@Suite(.enabled(if: isRoot, "root alone may use fanotify"), .serialized)
struct `Culprits` {
  static let rounds = Int(ProcessInfo.processInfo.environment["CONVERGE_TAMPERINGS"] ?? "") ?? 200

  @Test(arguments: [[HostProcesses.Way.connector], [HostProcesses.Way.programs]])
  func `nineteen of twenty are named, and nobody wrong`(ways: [HostProcesses.Way]) async throws {
    let scratch = try Scratch()
    let tamperer = try Stranger()
    let load = try (0..<ProcessInfo.processInfo.activeProcessorCount).map { _ in try Stranger() }
    let sentinel = Sentinel(LocalWatcher(ways: ways, withoutFanotify: false))
    let count = Self.rounds
    for number in 0..<count { try scratch.write("f\(number)", "old\n") }
    await sentinel.watch((0..<count).map { scratch("f\($0)") })
    for stranger in load { try stranger.run("while [ ! -e \(scratch("end")) ]; do :; done") }
    try await tamper(count, scratch, tamperer)
    try await Task.sleep(for: .seconds(1))

    var named = 0
    var wrong: [String] = []
    var unnamed: [String: Int] = [:]
    let told = try scratch.text("told")
    for line in told.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      let culprits = await sentinel.culpritsNow(of: scratch("f\(words[0])"))
      let processes = culprits.compactMap(\.process)
      if processes.contains(where: { "\($0.pid)" != words[1] || $0.name != words[2] }) {
        wrong.append("\(line): \(processes)")
      } else if processes.isEmpty {
        unnamed["\(words[2]) \(culprits)", default: 0] += 1
      } else {
        named += 1
      }
    }
    print("\(ways): \(named) of \(count) named; not named: \(unnamed.count); wrong: \(wrong.count)")
    #expect(wrong.isEmpty, "\(wrong.prefix(10))")
    #expect(named * 20 >= count * 19, "\(named) of \(count): \(unnamed)")
    await sentinel.end()
  }

  /// Writes down who does what as it is done: number, process, program.
  private func tamper(_ count: Int, _ scratch: Scratch, _ stranger: Stranger) async throws {
    let script = """
      cd \(scratch.path)
      for n in $(seq 0 \(count - 1)); do
        case $((n % 4)) in
        0) sh -c "echo x > f$n; echo $n \\$\\$ dash >> told";;
        1) ( echo $n $BASHPID sed >> told; exec sed -i s/old/new/ f$n );;
        2) echo $n > g$n; ( echo $n $BASHPID mv >> told; exec mv g$n f$n );;
        3) ( echo $n $BASHPID chmod >> told; exec chmod 600 f$n );;
        esac
      done
      """
    try scratch.write("script", script)
    try stranger.run("bash \(scratch("script")); echo done > \(scratch("end"))")
    let deadline = Date().addingTimeInterval(120)
    while !FileManager.default.fileExists(atPath: scratch("end")), Date() < deadline {
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
