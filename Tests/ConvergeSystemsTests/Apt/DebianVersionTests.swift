import ConvergeSystems
import Testing

@Suite struct DebianVersionTests {
  /// Each version is older than the next: the examples of deb-version(7) and of dpkg's own tests.
  private static let rising: [[String]] = [
    ["~~", "~~a", "~", "", "a"],
    [
      "1.0~beta1~svn1245", "1.0~beta1", "1.0", "1.0-1", "1.0-1+b1", "1.0-2", "1.0.1", "1.2", "1.10",
    ],
    ["9999", "1:0", "1:0.1", "2:0"],
    ["0.9.0", "0.9.1", "0.10"], ["1.0a", "1.0b", "1.0+", "1.0.a"], ["1.0-", "1.0-0.1", "1.0-1"],
    ["5:7.0.9-1", "5:7.0.15-1~deb12u1", "5:7.0.15-1", "5:7.0.15-1+b1"],
    ["1.2.3-1~bpo12+1", "1.2.3-1", "1.2.3-1ubuntu1", "1.2.3-1+deb12u1", "1.2.3-1.1"],
    ["2.36-9+deb12u7", "2.36-9+deb12u14"], ["99999999999999999998", "99999999999999999999"],
    ["1.4-5-a", "1.4-5-b"], ["0pre", "0.1"],
  ]

  @Test(arguments: rising) func `versions rise as dpkg has them rise`(_ versions: [String]) {
    for (low, text) in versions.enumerated() {
      for (high, other) in versions.enumerated() {
        let (left, right) = (DebianVersion(text), DebianVersion(other))
        #expect((left < right) == (low < high), "\(text) < \(other)")
        #expect((left == right) == (low == high), "\(text) == \(other)")
      }
    }
  }

  @Test(arguments: [
    ("1.0", "0:1.0"), ("1.00", "1.0"), ("1.0-0", "1.0"), ("1.0-00", "1.0-0"), ("1.002", "1.2"),
    ("0:0-0-0", "0-0-0"),
  ])
  func `versions that are written differently can be equal`(_ left: String, _ right: String) {
    #expect(DebianVersion(left) == DebianVersion(right))
  }

  @Test(arguments: ["1.0", "1:2.3-4+b1", "0~rc1", "2024.01.02", "1:2:3-4"])
  func `a version is a version`(_ text: String) {
    #expect(DebianVersion.complaint(about: text) == nil)
  }

  @Test(arguments: ["", "v1.0", "1.0 2", "x:1.0", "1.0/2", "1.0_1", "-1:1"])
  func `what is no version is refused`(_ text: String) {
    #expect(DebianVersion.complaint(about: text) != nil)
  }
}

@Suite struct VersionRequirementTests {
  @Test(arguments: [
    ("1.0", "1.0", true), ("1.0", "0:1.0", true), ("1.0", "1.0-1", false),
    ("1.0*", "1.0-3", true), ("1.0*", "1.1", false), ("7.0*", "5:7.0.15-1", true),
    ("5:7.*", "5:7.0.15-1", true), ("4:7.*", "5:7.0.15-1", false), ("1.?", "1.2", true),
    ("1.[0-3]-*", "1.2-9", true), ("1.[!0-3]-*", "1.2-9", false),
    (">=1.0 <2.0", "1.0", true), (">=1.0 <2.0", "2.0", false), (">=1.0 <2.0", "2.0~rc1", true),
    (">=1.0, <2.0", "1.5-2", true), (">> 1.0", "1.0", false), ("<= 1:1.0", "99", true),
    ("=1.0", "1.00", true),
  ])
  func `a requirement takes what it means`(_ text: String, _ version: String, _ takes: Bool) throws
  {
    #expect(try VersionRequirement(text).accepts(version) == takes)
  }

  @Test(arguments: [">", ">=", "=>1.0", "=<1", "x.y", ">=1.0 2.0", "<>1"])
  func `what is no requirement is refused`(_ text: String) {
    #expect(throws: VersionRequirement.Problem.self) { try VersionRequirement(text) }
  }
}

@Suite struct GlobTests {
  @Test(arguments: [
    ("*", "", true), ("a*c", "abbbc", true), ("a*c", "abbb", false), ("*a*b", "xxaxxb", true),
    ("[]a]", "]", true), ("[a", "[a", true), ("a?", "a", false), ("**a", "a", true),
    ("[a-c]*[x-z]", "b-z", true), ("[^a]", "a", false),
  ])
  func `a pattern matches what it means`(_ pattern: String, _ text: String, _ matches: Bool) {
    #expect(Glob(pattern).matches(text) == matches)
  }
}

@Suite struct PackageNameTests {
  @Test(arguments: [
    ("nginx", "nginx"), ("g++", "g++"), ("libc6:all", "libc6"), ("libc6:i386", "libc6:i386"),
    ("libc6:amd64", "libc6"), ("0ad", "0ad"), ("kfreebsd:kfreebsd-i386", "kfreebsd:kfreebsd-i386"),
  ])
  func `a name is normalised`(_ text: String, _ shown: String) {
    #expect(PackageName(text, native: "amd64")?.description == shown)
  }

  @Test(arguments: ["", "a", "Nginx", "nginx=1.0", "nginx*", "-y", "a b", "x:", "a1:any", "a/b"])
  func `what is no name is refused`(_ text: String) {
    #expect(PackageName(text) == nil)
  }
}
