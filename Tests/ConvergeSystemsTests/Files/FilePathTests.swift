import ConvergeCore
import ConvergeSystems
import ConvergeTestSupport
import Testing

@Suite struct FilePathTests {
  /// Behind a slash, an accent of its own makes one character of both.
  private let accent = "\u{301}x"

  @Test func `a name that begins with an accent is a name of its own`() {
    #expect(FilePath.parent(of: "/srv/\(accent)") == "/srv")
    #expect(Array(FilePath.name(of: "/srv/\(accent)").utf8) == Array(accent.utf8))
    #expect(FilePath.isBelow("/srv/\(accent)", "/srv"))
    #expect(FilePath.resolve("../\(accent)/y", from: "/srv/a/b") == "/srv/\(accent)/y")
  }

  @Test func `no accent hides a step upwards`() {
    var problems = Diagnostics()
    let node = Node(
      .scalar(Scalar("/srv/../\(accent)", isPlain: true)),
      at: Place(file: "m.yml", line: 1, column: 1))
    #expect(FilePath.normalised(node, reporting: &problems) == nil)
    #expect(problems.hasErrors)
  }

  @Test func `mounts are found by their own path, whatever link leads there`() {
    let machine = SimulatedHost()
    machine.put("/data/real/a b/x", [])
    machine.putLink("/data/link", to: "/data/real")
    machine.put(
      "/proc/self/mountinfo",
      Array("36 28 254:0 /b /data/real/a\\040b rw - ext4 /dev/x rw\nnonsense\n".utf8))
    let mounts = MountPoints(on: machine.host)
    #expect(mounts.below("/data/real", on: machine.host) == ["/data/real/a b"])
    #expect(mounts.below("/data/link", on: machine.host) == ["/data/link/a b"])
    #expect(mounts.below("/data/real/a b", on: machine.host) == [])
  }
}
