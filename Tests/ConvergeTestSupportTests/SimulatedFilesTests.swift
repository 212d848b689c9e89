import ConvergeCore
import ConvergeTestSupport
import Testing

/// The simulated file system, against what rename(2), link(2), fsync(2) and a journal do.
@Suite struct SimulatedFilesTests {
  let machine = SimulatedHost()
  var files: SimulatedFiles { machine.files }
  let nobody = FileOwner(user: nil, group: nil)

  private func candidate(_ text: String) -> Candidate {
    Candidate(content: Array(text.utf8), mode: 0o600, owner: nobody, likeness: nil)
  }

  @Test func `a staged file is there after a power cut`() throws {
    try files.stage(candidate("new"), at: "/etc/.motd~")
    machine.powerCut()
    machine.restart()
    #expect(machine.content("/etc/.motd~") == Array("new".utf8))
    #expect(try files.status("/etc/.motd~")?.mode == 0o600)
  }

  @Test func `a power cut between effect and sync loses a new file`() throws {
    machine.stop(atStep: 2)
    #expect(throws: HostError.self) { try files.stage(candidate("new"), at: "/etc/.motd~") }
    #expect(machine.content("/etc/.motd~") == Array("new".utf8))
    machine.powerCut()
    machine.restart()
    #expect(machine.entry("/etc/.motd~") == nil)
  }

  @Test func `a name that is synced before its content leads to an empty file`() throws {
    machine.stop(atStep: 2)
    #expect(throws: HostError.self) { try files.stage(candidate("new"), at: "/etc/.motd~") }
    machine.restart()
    try files.rename("/etc/.motd~", to: "/etc/motd")
    machine.powerCut()
    machine.restart()
    #expect(machine.content("/etc/motd") == [])
  }

  @Test func `an unsynced rename is undone by a power cut`() throws {
    machine.put("/etc/motd", Array("old".utf8))
    try files.stage(candidate("new"), at: "/etc/.motd~")
    machine.stop(atStep: machine.stepCount + 2)
    #expect(throws: HostError.self) { try files.rename("/etc/.motd~", to: "/etc/motd") }
    machine.powerCut()
    machine.restart()
    #expect(machine.content("/etc/motd") == Array("old".utf8))
    #expect(machine.content("/etc/.motd~") == Array("new".utf8))
  }

  @Test func `a machine that forgets to sync loses what it wrote`() throws {
    machine.forgetSyncs()
    try files.stage(candidate("new"), at: "/etc/motd")
    machine.powerCut()
    machine.restart()
    #expect(machine.entry("/etc/motd") == nil)
  }

  @Test func `a stopped machine answers nobody, and goes on after a restart`() throws {
    machine.stop(atStep: 1)
    #expect(throws: HostError.self) { try files.makeDirectory("/srv/a", mode: 0o755, owner: nil) }
    #expect(throws: HostError.self) { try files.status("/srv") }
    machine.restart()
    #expect(try files.status("/srv/a") == nil)
    try files.makeDirectory("/srv/a", mode: 0o755, owner: nil)
    #expect(try files.status("/srv/a")?.type == .directory)
  }

  @Test func `a fault fails one step and nothing else`() throws {
    machine.fail(step: 1, with: HostError(.noSpace, "write", "x", because: "full"))
    #expect(throws: HostError.self) { try files.stage(candidate("new"), at: "/etc/a") }
    #expect(machine.entry("/etc/a") == nil)
    try files.stage(candidate("new"), at: "/etc/a")
    #expect(machine.content("/etc/a") == Array("new".utf8))
  }

  @Test func `what cannot be synced does not stay`() throws {
    machine.fail(step: 2, with: HostError(.noSpace, "sync", "x", because: "full"))
    #expect(throws: HostError.self) { try files.stage(candidate("new"), at: "/etc/a") }
    #expect(machine.entry("/etc/a") == nil)
  }

  @Test func `a full device takes no more and keeps what it has`() throws {
    machine.put("/srv/old", Array("12345".utf8))
    machine.mount("/srv", device: 2, capacityBytes: 8)
    let error = #expect(throws: HostError.self) {
      try files.stage(candidate("6789"), at: "/srv/new")
    }
    #expect(error?.reason == .noSpace)
    #expect(machine.entry("/srv/new") == nil)
  }

  @Test func `links count, and a replaced one leaves the other as it was`() throws {
    machine.put("/srv/a", Array("old".utf8))
    try files.makeHardLink(at: "/srv/b", to: "/srv/a")
    #expect(try files.status("/srv/a")?.links == 2)
    try files.stage(candidate("new"), at: "/srv/.a~")
    try files.rename("/srv/.a~", to: "/srv/a")
    #expect(try files.status("/srv/b")?.links == 1)
    #expect(machine.content("/srv/b") == Array("old".utf8))
  }

  @Test(arguments: [
    ("/srv/immutable", HostError.Reason.denied), ("/srv/readonly/a", .readOnly),
    ("/srv/full", .exists), ("/srv/nothing", .notFound),
  ])
  func `what cannot be removed says why`(path: String, reason: HostError.Reason) {
    machine.put("/srv/immutable")
    machine.setImmutable("/srv/immutable")
    machine.put("/srv/readonly/a")
    machine.mount("/srv/readonly", device: 3, isReadOnly: true)
    machine.put("/srv/full/a")
    let error = #expect(throws: HostError.self) { try files.remove(path) }
    #expect(error?.reason == reason)
  }

  @Test func `a link of root's is followed, one that others can change is not`() throws {
    machine.put("/srv/real/x", Array("1".utf8))
    machine.putLink("/srv/link", to: "real")
    machine.putLink("/tmp/link", to: "/srv/real")
    #expect(try files.read("/srv/link/x", limitBytes: 10) == Array("1".utf8))
    #expect(try files.resolve("/srv/link/x") == "/srv/real/x")
    #expect(throws: HostError.self) { try files.read("/tmp/link/x", limitBytes: 10) }
  }

  @Test func `a chown takes the set-id bits away`() throws {
    machine.put("/srv/a", mode: 0o4755)
    try files.setOwner("/srv/a", FileOwner(user: 33, group: nil))
    #expect(try files.status("/srv/a")?.mode == 0o755)
  }

  @Test func `who is not root changes nothing of others`() throws {
    machine.run(as: 33)
    #expect(throws: HostError.self) { try files.stage(candidate("x"), at: "/etc/x") }
    #expect(throws: HostError.self) { try files.setMode("/etc/passwd", 0o777) }
    try files.stage(candidate("x"), at: "/tmp/x")
    #expect(throws: HostError.self) {
      try files.setOwner("/tmp/x", FileOwner(user: 0, group: nil))
    }
  }
}
