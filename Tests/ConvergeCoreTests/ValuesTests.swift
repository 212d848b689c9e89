import ConvergeCore
import Testing

@Suite struct ValuesTests {
  @Test func `a digest is that of FIPS 180-4's first example`() {
    #expect(
      Digest(of: "abc").description
        == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test func `a keyed digest is that of RFC 4231's second case`() {
    let digest = Digest(of: "what do ya want for nothing?".utf8, keyedWith: Array("Jefe".utf8))
    #expect(
      digest.description
        == "hmac:5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
      (1_795_470_012, "2026-11-23T21:40:12Z"), (-1, "1969-12-31T23:59:59Z"),
    ] as [(Int64, String)])
  func `a moment is written in UTC`(seconds: Int64, expected: String) {
    let instant = HostInstant(wallNanoseconds: seconds * 1_000_000_000, monotonicNanoseconds: 0)
    #expect(timestamp(instant) == expected)
  }

  @Test(
    arguments: [
      ("file:/etc/motd", "", "file", "/etc/motd"),
      ("docker/file:/etc/x", "docker", "file", "/etc/x"),
      ("a/b/service:x@1", "a/b", "service", "x@1"),
      ("package:libc6:i386", "", "package", "libc6:i386"),
    ])
  func `a reference is read`(text: String, module: String, kind: String, name: String) {
    let reference = Reference(text)
    #expect(reference == Reference(module: module, kind: kind, name: name))
    #expect(reference?.description == text)
  }

  @Test(arguments: ["", "file", ":x", "file:"])
  func `what is no reference is refused`(text: String) { #expect(Reference(text) == nil) }

  @Test(
    arguments: [
      ("servces", "services"), ("ensure", nil), ("mdoe", "mode"), ("ownr", "owner"),
    ] as [(String, String?)])
  func `the nearest name is what was meant`(text: String, expected: String?) {
    let names = ["services", "files", "state", "mode", "owner", "content"]
    #expect(nearest(to: text, among: names) == expected)
  }
}
