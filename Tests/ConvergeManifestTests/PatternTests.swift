import Testing

@testable import ConvergeManifest

struct PatternTests {
  @Test(
    arguments: [
      ("*", "/etc/motd", true), ("*", "", true),
      ("/etc/*", "/etc/motd", true), ("/etc/*", "/etc/ssh/config", false),
      ("/etc/*", "/etc/", true), ("/etc/*.conf", "/etc/a.conf", true),
      ("/etc/*.conf", "/etc/a.conf.d", false), ("/*/motd", "/etc/motd", true),
      ("/*/motd", "/etc/x/motd", false), ("/etc/**", "/etc/ssh/config", true),
      ("/etc/**", "/etc/", true), ("/etc/**", "/etcetera", false),
      ("**/motd", "/etc/motd", true), ("/etc/**/x", "/etc/x", true),
      ("/etc/**/x", "/etc/a/b/x", true), ("/etc/**/x", "/etc/ax", false),
      ("/etc/**/x", "/etc/a/bx", false), ("nginx*", "nginx", true), ("nginx*", "nginx-full", true),
      ("*nginx", "libnginx", true), ("a*b*c", "axxbyyc", true), ("a*b*c", "axxbyy", false),
      ("a**b*c", "a/x/b.c", true), ("é*", "éa", true), ("a.c", "abc", false),
    ])
  func `a star stands within a name, two stand for anything`(
    pattern: String, name: String, isMatch: Bool
  ) {
    #expect(Pattern(pattern).matches(name) == isMatch)
  }

  @Test func `a pattern of many stars takes no longer for it`() {
    let pattern = Pattern(String(repeating: "a**", count: 200) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 2000)))
  }
}
