import ConvergeCore
import ConvergeHost
import Foundation
import Testing

@Suite struct `Accounts and clocks` {
  let names = LocalNames()

  @Test func `root is found by name and by number`() throws {
    let root = try #require(try names.user(named: "root"))
    #expect(root.id == 0)
    #expect(root.home == "/root")
    #expect(try names.user(id: 0) == root)
    #expect(try names.group(id: 0)?.name == "root")
    #expect(try names.groups(of: root).contains(0))
    #expect(names.currentUser == geteuid())
  }

  @Test func `who does not exist is nil`() throws {
    #expect(try names.user(named: "no-such-user") == nil)
    #expect(try names.user(id: 4_000_000_000) == nil)
    #expect(try names.group(named: "no-such-group") == nil)
    #expect(try names.group(named: "root\0") == nil)
  }

  @Test func `both clocks go on`() async throws {
    let clock = LocalClock()
    let before = clock.now()
    try await clock.sleep(for: .milliseconds(2))
    let after = clock.now()
    #expect(after.monotonicNanoseconds > before.monotonicNanoseconds)
    #expect(after.wallNanoseconds > 1_500_000_000_000_000_000)
    #expect(clock.bootID.count == 36)
  }

  @Test func `a sleep ends when its task is cancelled`() async throws {
    let task = Task { try await LocalClock().sleep(for: .seconds(1000)) }
    task.cancel()
    let error = await #expect(throws: HostError.self) { try await task.value }
    #expect(error?.reason == .interrupted)
  }
}
