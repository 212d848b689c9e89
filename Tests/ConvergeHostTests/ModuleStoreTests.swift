import ConvergeCore
import ConvergeHost
import Foundation
import Testing

@Suite struct `The store of modules` {
  let scratch: Scratch
  private let commit = String(repeating: "a", count: 40)

  init() throws { scratch = try Scratch() }

  private var store: ModuleStore { ModuleStore(chosen: scratch("state"), environment: [:]) }

  private func source(_ directory: String) throws -> RemoteSource {
    try RemoteSource("git+https://example.org/r//\(directory)?ref=v1")
  }

  private func content(_ text: String) throws -> ModuleContent {
    try ModuleContent([
      .init("module.yml", Array(text.utf8)), .init("a/b/run", isExecutable: true, [0, 255]),
    ])
  }

  @Test(
    arguments: [
      (0, nil, ["XDG_CACHE_HOME": "/c"], "/var/lib/converge/modules"),
      (0, "/s", [:], "/s/modules"), (12, "/s", ["XDG_CACHE_HOME": "/c"], "/s/modules"),
      (12, nil, ["XDG_CACHE_HOME": "/c", "HOME": "/home/me"], "/c/converge/modules"),
      (12, nil, ["XDG_CACHE_HOME": "c", "HOME": "/home/me"], "/home/me/.cache/converge/modules"),
    ] as [(UInt32, String?, [String: String], String)])
  func `its place depends on who runs, and on what was chosen`(
    user: UInt32, chosen: String?, environment: [String: String], path: String
  ) throws {
    let store = ModuleStore(chosen: chosen, environment: environment, user: user)
    #expect(try store.path() == path)
  }

  @Test func `a module comes back as it was put there, and no other does`() throws {
    #expect(try store.module(in: "a", at: commit) == nil)
    let content = try content("files: {}\n")
    try store.place(content, of: try source("a"), at: commit)
    let stored = try #require(try store.module(in: "a", at: commit))
    #expect(stored.content == content)
    #expect(stored.commit == commit)
    #expect(try LocalFiles().read("\(stored.path)/a/b/run", limitBytes: 9) == [0, 255])
    #expect(try store.module(in: "b", at: commit) == nil)
    #expect(try store.module(in: "a", at: String(repeating: "b", count: 40)) == nil)
    #expect(try LocalFiles().status(scratch("state"))?.mode == 0o700)
    #expect(try LocalFiles().list(scratch("state/modules")).count == 1)
  }

  @Test func `what is there already is replaced where it is not the same`() throws {
    for text in ["one", "one", "two"] {
      try store.place(try content(text), of: try source("a"), at: commit)
      let stored = try #require(try store.module(in: "a", at: commit))
      #expect(stored.content == (try content(text)))
    }
    let path = try #require(try LocalFiles().list(scratch("state/modules")).first)
    try FileManager.default.removeItem(atPath: scratch("state/modules/\(path)"))
    try Data().write(to: URL(filePath: scratch("state/modules/\(path)")))
    #expect(throws: HostError.self) { try store.module(in: "a", at: commit) }
    try store.place(try content("three"), of: try source("a"), at: commit)
    #expect(try store.module(in: "a", at: commit)?.content == (try content("three")))
    #expect(try LocalFiles().list(scratch("state/modules")).count == 1)
  }

  @Test func `what others could have written is refused`() throws {
    try store.place(try content("one"), of: try source("a"), at: commit)
    let name = try #require(try LocalFiles().list(scratch("state/modules")).first)
    for path in ["state/modules/\(name)", "state/modules"] {
      try LocalFiles().setMode(scratch(path), 0o777)
      let error = #expect(throws: HostError.self) { try store.module(in: "a", at: commit) }
      #expect(error?.because == "others own it, or can write it")
      #expect(error?.remedy?.hasPrefix("'rm -r ") == true)
      try LocalFiles().setMode(scratch(path), 0o700)
    }
    #expect(try store.module(in: "a", at: commit) != nil)
  }

  @Test func `more than a module may have is not read`() throws {
    try store.place(try content("one"), of: try source("a"), at: commit)
    let stored = try #require(try store.module(in: "a", at: commit))
    let large = FileHandle(forWritingAtPath: "\(stored.path)/module.yml")
    try large?.truncate(atOffset: UInt64(ModuleContent.sizeLimitBytes) + 1)
    let error = #expect(throws: HostError.self) { try store.module(in: "a", at: commit) }
    #expect(error?.reason == .tooLarge)
  }
}
