/// What the soak declares: many files, services that write down which configuration they have read,
/// packages, users, containers and a hook; so many of each that few are changed back so often that
/// the agent takes it for a fight.
struct SoakSite {
  static let path = "/etc/converge/site.yml"
  static let services = Array(0..<24)
  /// Those whose configurations the hook copies.
  static let hooked = [0, 1]

  static let packages = ["lab-app", "lab-extra", "lab-lib"]
  static let users = (0..<4).map { "soak\($0)" }
  static let containers = (0..<3).map { "api\($0)" }

  static let plain = (0..<140).map { "/srv/soak/f\($0)" }
  static let folders = (0..<6).map { "/srv/soak/tree\($0)" }
  static let tree = (0..<60).map { "\(folders[$0 % folders.count])/t\($0)" }
  /// What somebody changes back again and again.
  static let fought = (0..<6).map { "/srv/soak/fought\($0)" }

  static func configuration(_ service: Int) -> String { "/etc/soak/\(service).conf" }
  static func unit(_ service: Int) -> String { "/etc/systemd/system/soak-\(service).service" }

  /// Which value the source wants each service to have.
  private(set) var versions = services.map { _ in 0 }

  func value(_ service: Int) -> String { "value \(service)-\(versions[service])" }

  /// The next value of a service, and the script that writes it into the source.
  mutating func advance(_ service: Int) -> String {
    versions[service] += 1
    return """
      sed -i 's/"value \(service)-[0-9]*/"\(value(service))/' \(Self.path)
      """
  }

  /// The source as it is in the beginning.
  static let manifest = """
    name: soak
    packages: [\(packages.joined(separator: ", "))]
    users:
    \(lines(users) { "\($0): { system: true, home: /nonexistent, shell: /usr/sbin/nologin }" })
    directories:
      /etc/soak:
      /srv/soak:
      /usr/local/lib/soak:
    \(lines(folders) { "\($0): { recurse: true, purge: true, owner: root, file_mode: 0644 }" })
    files:
      /usr/local/lib/soak/load:
        mode: 0755
        content: |
          #!/bin/sh
          # Service $1 reads its configuration, because of $2, and writes down what it has read.
          set -e
          mkdir -p /run/soak /var/log/soak
          cat /etc/soak/$1.conf > /run/soak/$1.new
          mv /run/soak/$1.new /run/soak/$1
          echo "$2 $(cat /run/soak/$1)" >> /var/log/soak/$1.log
    \(contents.joined(separator: "\n"))
    \(services.map(serviceFiles).joined(separator: "\n"))
    services:
    \(services.map(service).joined(separator: "\n"))
    containers:
    \(lines(containers) { "\($0): { image: \"lab/web:1\", restart: unless-stopped, memory: 64M }" })
    hooks:
      copy:
        subscribe: [\(hooked.map { "file:\(configuration($0))" }.joined(separator: ", "))]
        on_interrupt: rerun
        script: |
          mkdir -p /run/soak
          cat \(hooked.map(configuration).joined(separator: " ")) > /run/soak/hook.new
          mv /run/soak/hook.new /run/soak/hook

    """

  private static func lines(_ names: [String], _ line: (String) -> String) -> String {
    names.map { "  \(line($0))" }.joined(separator: "\n")
  }

  private static var contents: [String] {
    (plain + tree + fought).enumerated().map { number, file in
      let owner = number < 20 ? users[number % users.count] : "root"
      return "  \(file): { content: \"declared \(number)\\n\", mode: 0644, owner: \(owner) }"
    }
  }

  private static func serviceFiles(_ service: Int) -> String {
    """
      \(configuration(service)):
        content: "value \(service)-0\\n"
        mode: 0644
        owner: root
        notify: [service:soak-\(service)]
      \(unit(service)):
        content: |
          [Unit]
          Description=Service \(service) of the soak
          # It is stopped and started more often than systemd believes to be healthy.
          StartLimitIntervalSec=0

          [Service]
          ExecStartPre=/usr/local/lib/soak/load \(service) start
          ExecStart=/bin/sleep infinity
          ExecReload=/usr/local/lib/soak/load \(service) reload

          [Install]
          WantedBy=multi-user.target
        mode: 0644
        owner: root
        notify: [service:soak-\(service)]
    """
  }

  private static func service(_ service: Int) -> String {
    let refresh = service.isMultiple(of: 2) ? "restart" : "reload"
    return "  soak-\(service): { running: true, enabled: true, on_refresh: \(refresh) }"
  }

  /// For a shell on the host: says what is not as the source says, by what the services and the hook
  /// have read, and by the program itself, and succeeds where that is nothing.
  var proof: String {
    let loaded = Self.services.map { service in
      """
      test "$(cat \(Self.configuration(service)))" = '\(value(service))' || say 'file of \(service)'
      test "$(cat /run/soak/\(service))" = '\(value(service))' || say 'loaded by \(service)'
      systemctl -q is-active soak-\(service) || say 'not running: \(service)'
      """
    }
    let hook = Self.hooked.map(value).joined(separator: " ")
    return """
      bad=0; say() { echo "$*"; bad=1; }
      \(loaded.joined(separator: "\n"))
      test "$(echo $(cat /run/soak/hook))" = '\(hook)' || say 'read by the hook'
      converge plan \(Self.path) > /root/plan 2>&1 || say "plan: $(cat /root/plan)"
      converge agent status > /root/status 2>&1 || say "status: $(cat /root/status)"
      exit $bad
      """
  }
}
