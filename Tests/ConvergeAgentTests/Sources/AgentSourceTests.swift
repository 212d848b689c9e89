import ConvergeCore
import Testing

@testable import ConvergeAgent

@Suite struct `Sources of the agent` {
  @Test func `each kind is read`() throws {
    #expect(try AgentSource("/etc/converge/site.yml") == .path("/etc/converge/site.yml"))
    #expect(try AgentSource("/etc/converge") == .path("/etc/converge"))
    #expect(try AgentSource("/srv/web.bundle") == .file("/srv/web.bundle"))
    guard case .git(let remote) = try AgentSource("git+ssh://git@host/repo//hosts/web?ref=main")
    else { return #expect(Bool(false), "no repository") }
    #expect(remote.directory == "hosts/web")
    #expect(remote.revision.ref == "main")
    guard case .web(let address) = try AgentSource("https://Host/a/web.bundle?sig=secret") else {
      return #expect(Bool(false), "no bundle")
    }
    #expect(address.path == "/a/web.bundle")
  }

  @Test(arguments: [
    ("", "is empty", "https://host/web.bundle"), ("site.yml", "is relative", "from the root"),
    ("./web.bundle", "is relative", "from the root"),
    ("http://host/web.bundle", "over http", "https://host/web.bundle"),
    ("https://host/web.tar", "does not end in '.bundle'", "git+https://host/repo"),
    ("https://host/repo.git", "does not end in '.bundle'", "git+https://host/repo"),
    ("https://user:secret@host/web.bundle", "", "https://host/web.bundle"),
    ("git+http://host/repo", "", "git+https://"), ("git@host:repo", "", "git+ssh://"),
    ("ftp://host/web.bundle", "", "git+https"), ("git+https://host/repo//../x", "", ""),
    ("/a\nb", "control character", ""),
  ])
  func `what is none is told why, and what would be right`(
    text: String, message: String, hint: String
  ) {
    let refusal = #expect(throws: AgentSource.Refusal.self) { try AgentSource(text) }
    #expect(refusal?.message.contains(message) == true, "\(refusal as Any)")
    #expect(refusal?.hint.contains(hint) == true, "\(refusal as Any)")
    #expect("\(refusal as Any)".contains("secret") == false)
  }

  @Test func `a query, which can be a token, is not shown`() throws {
    let source = try AgentSource("https://host/web.bundle?sig=secret")
    #expect("\(source)" == "https://host/web.bundle")
    #expect(try AgentSource("https://host/web.bundle?sig=other").key != source.key)
  }

  @Test func `only a bundle needs signers`() throws {
    for (text, needs) in [
      ("/etc/converge", false), ("git+https://host/repo", false), ("/srv/web.bundle", true),
      ("https://host/web.bundle", true),
    ] {
      #expect((try AgentSource(text).refusalWithoutSigners != nil) == needs, "\(text)")
    }
  }

  @Test func `hosts ask at times of their own, the same every time, all over the time there is`()
    throws
  {
    let source = try AgentSource("https://host/web.bundle")
    let limit = Duration.seconds(300)
    let delays = (0..<400).map {
      PollJitter.delay(machineID: "machine-\($0)", source: source, limit: limit)
    }
    #expect(delays.allSatisfy { $0 >= .zero && $0 < limit })
    #expect(Set(delays).count > 390)
    for quarter in 0..<4 {
      let from = Duration.seconds(75 * quarter)
      let count = delays.count { $0 >= from && $0 < from + .seconds(75) }
      #expect((60...140).contains(count), "quarter \(quarter): \(count)")
    }
    #expect(PollJitter.delay(machineID: "machine-7", source: source, limit: limit) == delays[7])
    #expect(PollJitter.delay(machineID: "machine-7", source: source, limit: .zero) == .zero)
  }
}
