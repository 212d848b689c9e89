import ConvergeCore
import Foundation
import Testing

@testable import ConvergeHost

@Suite(.enabled(if: isRoot)) struct `File systems that refuse` {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func `a full one leaves the old content whole and no temporary`() async throws {
    let path = scratch.path
    let seen = await PrivateMounts.run(at: path, sizeBytes: 256 << 10) {
      let files = LocalFiles()
      return Result {
        try files.stage(Candidate("old"), at: "\(path)/file")
        let large = Candidate(String(repeating: "x", count: 1 << 20), likeness: "\(path)/file")
        let error = #expect(throws: HostError.self) { try files.stage(large, at: "\(path)/.file~") }
        #expect(error?.reason == .noSpace)
        #expect(error?.remedy?.contains("df -h") == true)
        #expect(try files.list(path) == ["file"])
        #expect(try files.read("\(path)/file", limitBytes: 10) == Array("old".utf8))
      }
    }
    try #require(seen, "this needs the right to mount").get()
  }

  @Test func `a read-only one says so`() async throws {
    let path = scratch.path
    let prepare: @Sendable () -> Void = {
      try? LocalFiles().stage(Candidate("old"), at: "\(path)/file")
    }
    let seen = await PrivateMounts.run(at: path, sizeBytes: 256 << 10, readOnlyAfter: prepare) {
      let files = LocalFiles()
      return [
        reason { try files.stage(Candidate("new"), at: "\(path)/.file~") },
        reason { try files.setMode("\(path)/file", 0o600) },
        reason { try files.remove("\(path)/file") },
        reason { try files.makeDirectory("\(path)/d", mode: 0o755, owner: nil) },
      ]
    }
    let reasons: [HostError.Reason?] = [.readOnly, .readOnly, .readOnly, .readOnly]
    #expect(try #require(seen, "this needs the right to mount") == reasons)
  }

  @Test func `a name on another one cannot be linked to`() async throws {
    scratch.directory("mounted")
    let path = scratch.path
    let seen = await PrivateMounts.run(at: "\(path)/mounted", sizeBytes: 64 << 10) {
      let files = LocalFiles()
      return Result {
        try files.stage(Candidate("x"), at: "\(path)/file")
        let error = #expect(throws: HostError.self) {
          try files.rename("\(path)/file", to: "\(path)/mounted/file")
        }
        #expect(error?.remedy == "both names must be on one file system")
        let busy = #expect(throws: HostError.self) { try files.remove("\(path)/mounted") }
        #expect(busy?.remedy?.hasPrefix("it is in use") == true)
      }
    }
    try #require(seen, "this needs the right to mount").get()
  }
}

/// Why something was refused; nil where it was not.
private func reason(_ attempt: () throws -> Void) -> HostError.Reason? {
  do { try attempt() } catch { return (error as? HostError)?.reason }
  return nil
}

@Suite struct `What an errno means` {
  @Test(
    arguments: [
      (ENOENT, .notFound), (EACCES, .denied), (EPERM, .denied), (EEXIST, .exists),
      (ENOTDIR, .wrongType), (ELOOP, .wrongType), (ENOSPC, .noSpace), (EDQUOT, .noSpace),
      (EROFS, .readOnly), (EFBIG, .tooLarge), (EBUSY, .refused), (EXDEV, .refused), (EIO, .other),
    ] as [(Int32, HostError.Reason)])
  func `it has a reason`(code: Int32, reason: HostError.Reason) {
    #expect(SystemFailure.error(code, "open", "/x").reason == reason)
  }

  @Test func `its words begin in lower case, but for names`() {
    #expect(SystemFailure.text(ENOENT) == "no such file or directory")
    #expect(SystemFailure.text(99999) == "unknown error")
  }

  @Test func `an immutable file is told, with the command that unlocks it`() {
    let error = SystemFailure.error(EPERM, "rename", "/etc/motd", immutable: true)
    #expect(error.remedy?.contains("chattr -i") == true)
  }
}

@Suite struct `Output is bounded` {
  @Test(arguments: [0, 1, 3, 6, 7, 100, 1000])
  func `its ends are kept and the rest is counted`(size: Int) {
    for step in [1, 2, 5, 64] {
      var output = BoundedOutput(limit: 3)
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
      for start in stride(from: 0, to: size, by: step) {
        Array(bytes[start..<min(start + step, size)]).withUnsafeBytes { output.append($0) }
      }
      let expected = size <= 6 ? bytes : Array(bytes.prefix(3) + bytes.suffix(3))
      #expect(output.bytes == expected)
      #expect(output.droppedBytes == max(0, size - 6))
    }
  }
}
