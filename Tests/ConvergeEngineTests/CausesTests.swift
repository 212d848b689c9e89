import ConvergeCore
import Testing

@testable import ConvergeEngine

@Suite struct CausesTests {
  private let causes = Causes(fingerprints: Fingerprints(key: [1]), hasLedger: true)

  private func cause(desired: String, observed: String, last: (String, String)?) -> Cause? {
    let reading = Reading(
      exists: true, desired: Attributes([.init("mode", .text(desired))]),
      observed: Attributes([.init("mode", .text(observed))]), isRefreshable: false, started: nil)
    let applied = Applied(
      attributes: last.map { [("mode", .init(desired: $0.0, observed: $0.1))] } ?? [],
      isCreated: false)
    let change = Change("mode", from: .text(observed), to: .text(desired))
    return causes.differences([change], of: reading, last: applied).first?.cause
  }

  @Test func `what was never stored comes from the manifest`() {
    #expect(cause(desired: "0644", observed: "0600", last: nil) == .manifest)
  }

  @Test func `a changed wish is the manifest's`() {
    #expect(cause(desired: "0600", observed: "0644", last: ("0644", "0644")) == .manifest)
  }

  @Test func `a changed host is the host's`() {
    #expect(cause(desired: "0644", observed: "0600", last: ("0644", "0644")) == .host)
  }

  @Test func `both is both`() {
    #expect(cause(desired: "0640", observed: "0600", last: ("0644", "0644")) == .both)
  }

  @Test func `neither is the source's`() {
    #expect(cause(desired: "latest", observed: "1.0", last: ("latest", "1.0")) == .source)
  }

  @Test func `a resource without an entry is new, and without a ledger unknown`() {
    let reading = Reading(
      exists: false, desired: Attributes(), observed: Attributes(), isRefreshable: false,
      started: nil)
    let change = Change("state", from: .null, to: "file")
    #expect(causes.differences([change], of: reading, last: nil).first?.cause == .new)
    let blind = Causes(fingerprints: Fingerprints(key: []), hasLedger: false)
    #expect(blind.differences([change], of: reading, last: nil).first?.cause == .unknown)
  }

  @Test(
    arguments: [
      ([.manifest, .host], .both), ([.host, .source], .host), ([.source, .manifest], .manifest),
      ([.new, .host], .new), ([], nil), ([.refresh], .refresh),
    ] as [([Cause], Cause?)])
  func `a resource's cause is made of its changes'`(all: [Cause], expected: Cause?) {
    #expect(Cause(combining: all) == expected)
  }
}

@Suite struct FingerprintsTests {
  private let fingerprints = Fingerprints(key: [7, 7])

  @Test func `a short value stands for itself, a long one is digested`() {
    #expect(fingerprints.text(of: "0644") == "0644")
    #expect(fingerprints.text(of: .text(String(repeating: "x", count: 81))).hasPrefix("sha256:"))
    #expect(fingerprints.text(of: .bytes([1])).hasPrefix("sha256:"))
  }

  @Test func `a sensitive value is digested with the key, and tells nothing without it`() {
    let text = fingerprints.text(of: .sensitive("hunter2"))
    #expect(text.hasPrefix("hmac:"))
    #expect(text != Fingerprints(key: [8]).text(of: .sensitive("hunter2")))
    #expect(text != fingerprints.text(of: .sensitive("hunter3")))
  }
}
