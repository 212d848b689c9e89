import ConvergeAgent
import ConvergeCore
import ConvergeYAML
import Testing

@Suite struct ConfigurationReaderTests {
  private func read(_ text: String) throws -> ConfigurationReader {
    let (root, problems) = YAMLReader(file: "agent.yml").read(Array(text.utf8))
    try #require(!problems.hasErrors, "\(problems.items)")
    return ConfigurationReader(root)
  }

  @Test func `nothing written is the default`() throws {
    #expect(try read("").configuration == AgentConfiguration())
    #expect(try read("source: ~\nwindows: ~").configuration == AgentConfiguration())
  }

  @Test func `everything that can be written is read`() throws {
    let reader = try read(
      """
      source: /etc/converge/site.yml
      mode: apply_only
      interval: 1h
      splay: 10m
      watch: false
      parameters: { domain: example.org, count: 3 }
      parameter_files: [/etc/converge/parameters.yml]
      module_path: [/etc/converge/modules]
      secrets_dir: /etc/converge/secrets
      state_dir: /srv/converge
      signers: /etc/converge/allowed_signers
      windows:
        - { days: [mon, fri], from: "02:00", to: "04:00", for: [restart, replace, reboot] }
        - { from: "22:00", to: "24:00" }
      scripts: { require_signature: true, allowed: [] }
      reports:
        keep: { runs: 10, for: 7d }
        journal: false
        textfile: /var/lib/node/converge.prom
        listen: 127.0.0.1:9598
        webhook: { url: "https://example.org/converge", timeout: 5s }
      """)
    #expect(reader.problems.items.isEmpty, "\(reader.problems.items)")
    let read = reader.configuration
    #expect(read.source == "/etc/converge/site.yml")
    #expect(read.mode == .applyOnly)
    #expect(read.interval == .seconds(3600))
    #expect(read.splay == .seconds(600))
    #expect(!read.watches)
    #expect(read.parameters["count"] == 3)
    #expect(read.parameterFiles == ["/etc/converge/parameters.yml"])
    #expect(read.modulePath == ["/etc/converge/modules"])
    #expect(read.secretsDirectory == "/etc/converge/secrets")
    #expect(read.stateDirectory == "/srv/converge")
    #expect(read.signers == "/etc/converge/allowed_signers")
    #expect(
      read.windows == [
        MaintenanceWindow(days: [.mon, .fri], fromMinute: 120, toMinute: 240),
        MaintenanceWindow(fromMinute: 1320, toMinute: 1440),
      ])
    #expect(read.reports.keptRuns == 10)
    #expect(read.reports.keptFor == .seconds(7 * 86_400))
    #expect(!read.reports.journal)
    #expect(read.reports.textfile == "/var/lib/node/converge.prom")
    #expect(read.reports.listen == "127.0.0.1:9598")
    #expect(read.reports.webhook?.timeout == .seconds(5))
  }

  @Test(arguments: [
    (
      "[1]",
      "1:1 the configuration is a mapping of names to values (write source: /etc/converge/site.yml)"
    ),
    ("modes: enforce", "1:1 'modes' is no part of the configuration (did you mean 'mode'?)"),
    ("mode: enforced", "1:7 'mode' cannot be 'enforced' (did you mean 'enforce'?)"),
    ("interval: 30", "1:11 '30' of 'interval' is no duration (write 10s, 5m or 1h30m)"),
    ("interval: 1s", "1:11 'interval' is from 10s to 7d"),
    (
      "interval: 1m\nsplay: 2m",
      "2:8 'splay' is longer than 'interval' (hosts are spread over a part of the interval: write a shorter splay)"
    ),
    ("watch: sometimes", "1:8 'watch' is true or false (write true or false)"),
    (
      "parameters: [a]",
      "1:13 'parameters' is a mapping of names to values (write parameters: { domain: example.org })"
    ),
    (
      "module_path: [modules]",
      "1:15 'modules' of 'module_path' is no absolute path (an agent is in no directory: begin the path with /)"
    ),
    (
      "windows: [{ from: \"02:00\" }]",
      "1:11 a window has 'from' and 'to' (write windows: [{ days: [mon, tue], from: \"02:00\", to: \"04:00\", for: [restart] }])"
    ),
    (
      "windows: [{ from: \"02:60\", to: \"04:00\" }]",
      "1:19 '02:60' of 'from' is no time of day (write it as \"02:00\" or \"23:30\")"
    ),
    (
      "windows: [{ from: \"02:00\", to: \"02:00\" }]",
      "1:32 a window that ends as it begins is never open (for a whole day write from: \"00:00\", to: \"24:00\")"
    ),
    (
      "windows: [{ days: [monday], from: \"02:00\", to: \"03:00\" }]",
      "1:20 'days' cannot be 'monday' (write one of mon, tue, wed, thu, fri, sat, sun)"
    ),
    ("reports: { keep: { runs: 0 } }", "1:26 'runs' is a whole number from 1 to 100000"),
    (
      "reports: { webhook: { url: ftp://x } }",
      "1:28 'webhook' has no address that it can be sent to (write webhook: { url: https://example.org/converge })"
    ),
    (
      "reports: { webhook: { url: http://example.org/x } }",
      "1:28 reports are not sent to another machine without encryption (write webhook: { url: https://example.org/converge })"
    ),
    (
      "reports: { listen: here }",
      "1:20 'here' is no address with a port (write 127.0.0.1:9598, [::1]:9598 or unix:/PATH)"
    ),
    (
      "scripts: { signed: true }",
      "1:12 'signed' is no part of 'scripts' (known are allowed, require_signature)"
    ),
  ])
  func `what is wrong is told with its place and what would be right`(
    text: String, message: String
  ) throws {
    let told = try read(text).problems.items.map { item in
      let place = item.place.map { "\($0.line):\($0.column) " } ?? ""
      return place + item.message + (item.hint.map { " (\($0))" } ?? "")
    }
    #expect(told.contains(message), "\(told)")
  }

  @Test func `all problems are told at once`() throws {
    #expect(try read("mode: x\ninterval: y\nsurplus: z").problems.items.count == 3)
  }

  @Test func `a short interval takes the splay along`() throws {
    #expect(try read("interval: 1m").configuration.splay == .seconds(60))
  }
}
