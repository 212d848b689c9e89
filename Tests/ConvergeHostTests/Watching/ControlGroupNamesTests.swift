import Testing

@testable import ConvergeHost

@Suite struct `Control groups` {
  private static let id = String(repeating: "0a", count: 32)

  @Test(arguments: [
    ("0::/system.slice/cron.service\n", "cron.service", nil as String?),
    ("0::/user.slice/user-1000.slice/session-3.scope\n", "session-3.scope", nil),
    ("0::/system.slice/docker-\(id).scope\n", "docker-\(id).scope", id),
    ("4:memory:/docker/\(id)\n1:name=systemd:/docker/\(id)\n0::/\n", nil, id),
    ("1:name=systemd:/docker/\(id)/system.slice/nginx.service\n", "nginx.service", id),
    ("0::/\n", nil, nil), ("nonsense", nil, nil),
  ])
  func `tell the unit and the container`(text: String, unit: String?, container: String?) {
    let names = ControlGroupNames(text)
    #expect(names.unit == unit)
    #expect(names.container == container)
  }
}
