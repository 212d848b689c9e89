import ConvergeCore
import ConvergeSystems
import Foundation
import Testing

/// The output of real programs of Debian 12, as `Recorded` keeps it.
@Suite struct AptOutputTests {
  private func recorded(_ name: String) -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Recorded")
    return (try? Data(contentsOf: folder.appending(path: name))).map(Array.init) ?? []
  }

  private func result(_ name: String) -> ProcessResult {
    ProcessResult(
      end: .exited(100), output: recorded("\(name).out.txt"), error: recorded("\(name).err.txt"))
  }

  private func name(_ text: String) throws -> PackageName { try #require(PackageName(text)) }

  @Test func `an installation names what comes`() {
    let simulation = AptSimulation(output: recorded("install.out.txt"))
    #expect(
      simulation.installations.map { "\($0.name) \($0.new)" } == [
        "libtext-charwidth-perl 0.04-11", "cowsay 3.03+dfsg2-8", "hello 2.10-3",
      ])
    #expect(simulation.removals.isEmpty)
  }

  @Test func `an upgrade names both versions`() {
    let simulation = AptSimulation(output: recorded("upgrade.out.txt"))
    #expect(simulation.installations.map(\.old) == ["5.2.15-2+b8"])
    #expect(simulation.installations.map(\.new) == ["5.2.15-2+b13"])
  }

  @Test func `removals are found, with what goes along`() throws {
    let simulation = AptSimulation(output: recorded("remove.out.txt"))
    #expect(simulation.removals.count == 12)
    #expect(simulation.removals.contains(try name("yq")))
    #expect(simulation.installations.map(\.name.description) == ["hello"])
    #expect(
      AptSimulation(output: recorded("purge.out.txt")).removals == [try name("libyaml-dev")])
  }

  @Test func `a removal that nobody declared is an objection`() throws {
    let simulation = AptSimulation(output: recorded("remove.out.txt"))
    let library = try name("libyaml-0-2")
    let requests = [
      AptRequest(try name("hello"), .install(version: nil)), AptRequest(library, .remove),
    ]
    let objection = simulation.objection(to: requests, removable: [library], in: DpkgDatabase())
    guard case .removes(let extra)? = objection else {
      Issue.record("no objection to removals: \(String(describing: objection))")
      return
    }
    #expect(extra.count == 11)
    let text = "\(objection?.error("remove", library) ?? HostError(.other, "", "", because: ""))"
    #expect(text.contains("which nobody declared absent"))
    #expect(text.contains("and 1 more"))
    let all = Set(simulation.removals)
    #expect(simulation.objection(to: requests, removable: all, in: DpkgDatabase()) == nil)
  }

  @Test func `apt taking something else for a name is an objection`() throws {
    let simulation = AptSimulation(output: recorded("install.out.txt"))
    let request = AptRequest(try name("moo"), .install(version: nil))
    #expect(
      simulation.objection(to: [request], removable: [], in: DpkgDatabase())
        == .doesNotInstall(try name("moo")))
  }

  @Test(arguments: [
    ("unknown", "Unable to locate package nosuchpackage"),
    ("version", "Version '9.9' for 'hello' was not found"),
    (
      "virtual",
      "it is a virtual package: name one of courier-mta, dma, esmtp-run, exim4-daemon-heavy, "
        + "exim4-daemon-light, msmtp-mta, nullmailer, opensmtpd, postfix, sendmail-bin, ssmtp"
    ),
    (
      "essential",
      "Essential packages were removed and -y was used without --allow-remove-essential."
    ),
    (
      "conflict",
      "hello : Conflicts: hello-traditional but 2.10-6 is to be installed; "
        + "hello-traditional : Conflicts: hello"
    ),
  ])
  func `why nothing was resolved is said in one line`(_ record: String, _ reason: String) {
    #expect(AptComplaint(result(record)).reason == reason)
  }

  @Test func `policies have candidates and versions`() throws {
    let policies = AptPolicy.parse(recorded("policy.out.txt"))
    #expect(policies[try name("hello")] == AptPolicy(candidate: "2.10-3", available: ["2.10-3"]))
    let bash = try #require(policies[try name("bash")])
    #expect(bash.candidate == "5.2.15-2+b13")
    #expect(bash.available == ["5.2.15-2+b13"])
    #expect(
      policies[try name("mail-transport-agent")] == AptPolicy(candidate: nil, available: []))
    #expect(policies[try name("nosuchpackage")] == nil)
    let library = try #require(policies[try name("libc6")])
    #expect(library.available == ["2.36-9+deb12u14", "2.36-9+deb12u7"])
    #expect(library.best(for: try VersionRequirement("<<2.36-9+deb12u14")) == "2.36-9+deb12u7")
    #expect(library.best(for: try VersionRequirement("2.3*")) == "2.36-9+deb12u14")
    #expect(library.best(for: try VersionRequirement(">=3")) == nil)
  }

  @Test func `a maintainer script that failed is told of its package`() throws {
    let output = """
      Setting up other (1.0) ...
      Setting up broken (1.0) ...
      dpkg: error processing package broken (--configure):
       installed broken package post-installation script subprocess returned error exit status 3
      dpkg: dependency problems prevent configuration of needy:
       needy depends on broken; however:
        Package broken is not configured yet.

      dpkg: error processing package needy (--configure):
       dependency problems - leaving unconfigured
      Errors were encountered while processing:
       broken
       needy
      """
    let error = "E: Sub-process /usr/bin/dpkg returned an error code (1)\n"
    let complaint = AptComplaint(
      ProcessResult(end: .exited(100), output: Array(output.utf8), error: Array(error.utf8)))
    #expect(
      complaint.reason(about: try name("broken"))
        == "installed broken package post-installation script subprocess returned error "
        + "exit status 3")
    #expect(
      complaint.reason(about: try name("needy")) == "dependency problems - leaving unconfigured")
    #expect(complaint.reason(about: try name("other")) == nil)
  }
}
