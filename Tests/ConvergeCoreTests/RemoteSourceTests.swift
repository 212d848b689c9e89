import ConvergeCore
import Testing

@Suite struct RemoteSourceTests {
  @Test(arguments: [
    (
      "git+https://Example.org:8443/a/b.git//m/n?ref=v1.2", "https://example.org:8443/a/b.git",
      "m/n", "v1.2"
    ),
    ("git+https://example.org/r", "https://example.org/r", "", "HEAD"),
    ("git+https://example.org/r/?ref=HEAD", "https://example.org/r", "", "HEAD"),
    ("git+https://[::1]:443/r//m/", "https://[::1]:443/r", "m", "HEAD"),
    (
      "git+ssh://git@host:22/~me/r//m?ref=refs/heads/a", "ssh://git@host:22/~me/r", "m",
      "refs/heads/a"
    ),
    ("git+file:///srv/r//m", "file:///srv/r", "m", "HEAD"),
  ])
  func `a source is taken apart, and written in one way`(
    text: String, url: String, directory: String, ref: String
  ) throws {
    let source = try RemoteSource(text)
    #expect(source.revision.url == url)
    #expect(source.directory == directory)
    #expect(source.revision.ref == ref)
    #expect(try RemoteSource("\(source)") == source)
  }

  @Test func `a neighbour is of the same repository and ref, and stays in it`() throws {
    let source = try RemoteSource("git+https://example.org/r//a/b?ref=v1")
    let other = try #require(source.neighbour("../c/./d"))
    #expect("\(other)" == "git+https://example.org/r//a/c/d?ref=v1")
    #expect(source.neighbour("../..")?.directory == "")
    #expect(source.neighbour("../../..") == nil)
  }

  @Test(arguments: [
    ("git+https://example.org/a/motd.git", "motd"), ("git+https://example.org/a//b/c", "c"),
    ("git+file:///srv/r", "r"),
  ])
  func `a module is called by the last part of its source`(text: String, name: String) throws {
    #expect(try RemoteSource(text).name == name)
  }

  @Test(arguments: [
    ("git+https://h/r", true), ("https://h/r", true), ("git@h:r", true), ("git+h/r", true),
    ("./a/b", false), ("docker", false), ("/srv/a@b:c", false), ("a.b", false),
  ])
  func `what is meant to be of another host is known from names and paths`(
    text: String, isMeant: Bool
  ) {
    #expect(RemoteSource.isMeant(by: text) == isMeant)
  }
}
