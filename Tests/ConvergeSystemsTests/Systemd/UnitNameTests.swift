import ConvergeCore
import ConvergeSystems
import Testing

struct UnitNameTests {
  @Test(arguments: [
    ("nginx", "nginx.service"), ("nginx.service", "nginx.service"), ("a.timer", "a.timer"),
    ("org.example.app", "org.example.app.service"), ("getty@tty1", "getty@tty1.service"),
    ("foo@a.b", "foo@a.b.service"),
  ])
  func `a name without a suffix is a service`(text: String, full: String) {
    #expect(UnitName(text)?.description == full)
  }

  @Test(arguments: ["", ".service", "@.service", "my app", "a/b", "ä", "a;b", "-\n"])
  func `what systemd does not take is no name`(text: String) {
    #expect(UnitName(text) == nil)
  }

  @Test(arguments: [
    ("nginx", "nginx_2eservice"), ("3proxy", "_33proxy_2eservice"),
    ("getty@tty1", "getty_40tty1_2eservice"), ("lab-app", "lab_2dapp_2eservice"),
  ])
  func `a unit's path on the bus has its name escaped`(name: String, label: String) throws {
    #expect(try #require(UnitName(name)).busPath == "/org/freedesktop/systemd1/unit/\(label)")
  }

  @Test func `an instance knows its template`() throws {
    let instance = try #require(UnitName("app@blue"))
    #expect(instance.template?.description == "app@.service")
    #expect(!instance.isTemplate)
    #expect(try #require(UnitName("app@")).isTemplate)
    #expect(try #require(UnitName("app")).template == nil)
  }

  @Test(arguments: [
    ("/etc/systemd/system/app.service", "app.service"),
    ("/lib/systemd/system/app@.service", "app@.service"),
    ("/etc/systemd/system/app.service.d/limits.conf", "app.service.d"),
    ("/etc/systemd/system/app", nil),
    ("/etc/systemd/system/multi-user.target.wants/app.service", nil),
    ("/etc/app.service", nil),
  ])
  func `a file in a unit directory brings a unit`(path: String, unit: String?) {
    #expect(UnitFiles.provided(byPath: path) == unit.map { Identity(.unit, $0) })
  }
}
