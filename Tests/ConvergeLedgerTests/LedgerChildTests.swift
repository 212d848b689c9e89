import ConvergeCore
import ConvergeLedger
import Foundation
import Glibc
import Testing

/// What the child is told through its environment.
enum LedgerChild {
  static let directoryKey = "CONVERGE_LEDGER_CHILD"
  static let modeKey = "CONVERGE_LEDGER_CHILD_MODE"
  static let isMe = ProcessInfo.processInfo.environment[directoryKey] != nil
}

/// What the child does; no test of its own.
@Suite(.enabled(if: LedgerChild.isMe, "this is for the child of another test"))
struct LedgerChildTests {
  @Test func `commits until it is killed`() async throws {
    let environment = ProcessInfo.processInfo.environment
    let directory = try #require(environment[LedgerChild.directoryKey])
    let ledger = try await SQLiteLedger.open(inDirectory: directory, for: .writing)
    try await ledger.commit([.manifest(name: "web", path: "0")], durably: true)
    if environment[LedgerChild.modeKey] == "marked" {
      mkdir("\(directory)/relaxed", 0o700)
      for number in 1...3 { try await commit(number, to: ledger, durably: false) }
      mkdir("\(directory)/durable", 0o700)
      for number in 4...8 { try await commit(number, to: ledger, durably: true) }
      mkdir("\(directory)/end", 0o700)
      return
    }
    let reached = open("\(directory)/reached", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    for number in 1...1_000_000 {
      try await commit(number, to: ledger, durably: number.isMultiple(of: 7))
      _ = write(reached, "x", 1)
    }
  }

  private func commit(_ number: Int, to ledger: SQLiteLedger, durably: Bool) async throws {
    try await ledger.commit([.manifest(name: "web", path: "\(number)")], durably: durably)
  }
}
