import ConvergeCore
import Testing

@Suite struct `Shown arguments` {
  @Test(arguments: [
    (["vim", "/etc/motd"], "vim /etc/motd"),
    (["tool", "--password=hunter2", "x"], "tool --password=… x"),
    (["tool", "--password", "hunter2", "x"], "tool --password … x"),
    (["env", "API_TOKEN=abc", "run"], "env API_TOKEN=… run"),
    (["git", "clone", "https://bob:abc@host/repo"], "git clone https://…@host/repo"),
    (["sh", "-c", "echo secret > /etc/x"], "sh -c …"),
    (["sh", "-c", "echo x > /etc/x"], "sh -c echo x > /etc/x"),
    (["/usr/bin/mysql", "-phunter2"], "/usr/bin/mysql …"),
    (["sshpass", "-p", "hunter2", "ssh"], "sshpass …"),
  ])
  func `leave out what looks secret`(arguments: [String], shown: String) {
    let bytes: [UInt8] = arguments.reduce(into: []) { $0 += Array($1.utf8) + [0] }
    #expect(ShownArguments.text(of: bytes) == shown)
  }

  @Test func `are cut`() {
    let long = Array(String(repeating: "ä", count: 1000).utf8)
    let text = ShownArguments.text(of: Array("x".utf8) + [0] + long) ?? ""
    #expect(text.utf8.count <= ShownArguments.limitBytes)
    #expect(text.hasSuffix("ä…"))
  }

  @Test func `are none where there are none`() { #expect(ShownArguments.text(of: []) == nil) }
}
