import ConvergeCore
import Testing

@Suite struct `What is watched` {
  @Test(arguments: [
    ("path", "/etc/motd", ["/etc/motd"]), ("line", "/etc/hosts: 10.0.0.1 db", ["/etc/hosts"]),
    ("package", "nginx", ["/var/lib/dpkg/status"]),
    ("user", "app", ["/etc/passwd", "/etc/shadow", "/etc/group"]),
    ("group", "app", ["/etc/group", "/etc/gshadow"]),
  ])
  func `of a thing are its files`(space: String, name: String, paths: [String]) {
    #expect(Watched(Identity(Identity.Space(rawValue: space), name))?.paths == paths)
  }

  @Test func `of units and containers are their names`() {
    let service = Identity(Identity.Space(rawValue: "service"), "nginx.service")
    #expect(Watched(service)?.unit == "nginx.service")
    #expect(Watched(Identity(.container, "api"))?.container == "api")
    #expect(Watched(Identity(.command, "once")) == nil)
  }
}
