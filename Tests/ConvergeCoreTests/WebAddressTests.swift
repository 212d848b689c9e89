import ConvergeCore
import Testing

@Suite struct `Web addresses` {
  @Test(arguments: [
    ("https://example.org", "https://example.org/"),
    ("HTTPS://Example.ORG:443/a", "https://example.org/a"),
    ("http://example.org:80?x", "http://example.org/?x"),
    ("http://example.org:8080/a/./b/../c#part", "http://example.org:8080/a/c"),
    ("http://[2001:DB8::1]:81/a", "http://[2001:db8::1]:81/a"),
    ("http://127.0.0.1/a%2Fb?sig=a%2Bb&c=/?", "http://127.0.0.1/a%2Fb?sig=a%2Bb&c=/?"),
    ("http://h/\u{e9}/{x}|^`", "http://h/%C3%A9/%7Bx%7D%7C%5E%60"),
    ("http://h/../../a/..", "http://h/"), ("http://h/a/.", "http://h/a/"),
    ("http://h//a//b", "http://h//a//b"), ("http://h:/a", "http://h/a"),
  ])
  func `is read and written`(text: String, written: String) throws {
    #expect(try WebAddress(text).text == written)
    #expect(try WebAddress(written).text == written)
  }

  @Test(arguments: [
    ("/etc/passwd", WebAddressProblem.relative), ("example.org/a", .relative), ("", .relative),
    ("//example.org/a", .relative), ("file:///etc", .scheme("file")),
    ("javascript:x", .scheme("javascript")), ("http:/a", .host), ("http:///a", .host),
    ("http://a b/", .characters), ("http://a/\\b", .characters), ("http://a/\nb", .characters),
    ("http://a/\u{7F}", .characters), ("http://u@h/", .credentials),
    ("http://u:p@h/", .credentials),
    ("http://h:0/", .port), ("http://h:65536/", .port), ("http://h:1a/", .port),
    ("http://h:-1/", .port), ("http://[::1/", .host), ("http://[::1]x/", .port),
    ("http://[fe80::1%25eth0]/", .host), ("http://h\u{e9}/", .host), ("http://h/%", .percent),
    ("http://h/%4", .percent), ("http://h/?%zz", .percent), ("http://h%41/", .host),
    ("http://\(String(repeating: "a", count: 254))/", .host),
    ("http://h/\(String(repeating: "a", count: 8192))", .tooLong),
  ])
  func `what is none is told why`(text: String, problem: WebAddressProblem) {
    #expect(throws: problem) { try WebAddress(text) }
  }

  @Test func `shows everything but the query`() throws {
    let address = try WebAddress("https://h:8443/a/b?sig=secret#secret")
    #expect("\(address)" == "https://h:8443/a/b")
    #expect(address.authority == "h:8443")
    #expect(address.target == "/a/b?sig=secret")
  }

  /// RFC 3986, 5.4.1 and 5.4.2.
  @Test(arguments: [
    ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
    ("/g", "http://a/g"), ("//g", "http://g/"), ("?y", "http://a/b/c/d;p?y"),
    ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q"), ("g#s", "http://a/b/c/g"),
    (";x", "http://a/b/c/;x"), ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"),
    ("./", "http://a/b/c/"), ("..", "http://a/b/"), ("../g", "http://a/b/g"),
    ("../..", "http://a/"), ("../../../g", "http://a/g"), ("/./g", "http://a/g"),
    ("g.", "http://a/b/c/g."), ("./g/.", "http://a/b/c/g/"), ("g;x=1/../y", "http://a/b/c/y"),
    ("g?y/./x", "http://a/b/c/g?y/./x"), ("https://x/y", "https://x/y"), ("g:h", nil),
    ("//u@h/", nil),
  ])
  func `a reference is followed`(reference: String, written: String?) throws {
    let base = try WebAddress("http://a/b/c/d;p?q")
    #expect((try? base.resolving(reference).text) == written)
  }

  @Test(arguments: [
    ("http://h/a/b.sh", "b.sh"), ("http://h/a/b%20c?x/y", "b c"), ("http://h/a/", nil),
    ("http://h", nil), ("http://h/%C3%A9", "\u{e9}"), ("http://h/%FF", nil),
    ("http://h/a%2Fb", "a/b"),
  ])
  func `the last part of the path is a name`(text: String, name: String?) throws {
    #expect(try WebAddress(text).fileName == name)
  }

  @Test func `one server is a scheme, a host and a port`() throws {
    let one = try WebAddress("https://h/a")
    #expect(one.isSameOrigin(as: try WebAddress("https://H:443/b?c")))
    for other in ["http://h/a", "https://h:444/a", "https://g/a", "http://h:443/a"] {
      #expect(!one.isSameOrigin(as: try WebAddress(other)))
    }
  }
}

@Suite struct `Moments` {
  @Test(arguments: [
    (1970, 1, 1, 0), (2000, 2, 29, 951_782_400), (2026, 11, 26, 1_795_651_200),
    (1, 1, 1, -62_135_596_800),
  ])
  func `a day is so many seconds from 1970`(year: Int64, month: Int64, day: Int64, seconds: Int64) {
    #expect(secondsSince1970(year: year, month: month, day: day) == seconds)
  }

  @Test(arguments: [(2026, 2, 29), (2026, 13, 1), (2026, 0, 1), (2026, 4, 31), (0, 1, 1)])
  func `a day that is none gives nothing`(year: Int64, month: Int64, day: Int64) {
    #expect(secondsSince1970(year: year, month: month, day: day) == nil)
  }
}
