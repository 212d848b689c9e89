import ConvergeCore
import Testing

@testable import ConvergeHost

private func tree(_ paths: String..., content: Set<String> = []) -> WatchTree {
  WatchTree(paths.compactMap { Watched(Identity(.path, $0), hasContent: content.contains($0)) })
}

@Suite struct `A tree of watched paths` {
  @Test func `every directory on the way is marked, outer ones first`() {
    let paths = tree("/srv/www/index.html", "/srv/www/a").directories().map(\.path)
    #expect(paths == ["/", "/srv", "/srv/www"])
  }

  @Test func `only below a place where asked for from there`() {
    let tree = tree("/srv/www/index.html", "/etc/motd")
    #expect(tree.directories(from: "/srv").map(\.path) == ["/srv", "/srv/www"])
    #expect(tree.directories(from: "/var").isEmpty)
  }

  @Test func `a file that changes concerns itself alone`() {
    let tree = tree("/etc/motd", "/etc/issue")
    #expect(tree.concern("/etc", "issue", .content) == WatchTree.Concern(things: [1]))
    #expect(tree.concern("/etc", "passwd", .content) == WatchTree.Concern())
    #expect(tree.concern("/etc", "motd", .name) == WatchTree.Concern(things: [0]))
  }

  @Test func `a directory that is renamed concerns all below it, which is marked anew`() {
    let tree = tree("/srv/www/index.html", "/srv/www/img/a", "/etc/motd")
    let concern = tree.concern("/srv", "www", .name)
    #expect(concern == WatchTree.Concern(things: [0, 1], rearm: "/srv/www"))
    #expect(tree.concern("/srv/www", nil, .directory) == concern)
  }

  @Test func `the mode of a directory concerns the directory, not what is in it`() {
    let tree = tree("/srv/www", "/srv/www/index.html")
    #expect(tree.concern("/srv", "www", .content) == WatchTree.Concern(things: [0]))
    #expect(tree.concern("/srv/www", nil, .content) == WatchTree.Concern(things: [0]))
  }

  @Test func `whatever is below a directory with managed content concerns it`() {
    let tree = tree("/srv/www", content: ["/srv/www"])
    #expect(tree.directories().map(\.hasContent) == [false, false, true])
    #expect(tree.concern("/srv/www", "new", .content).things == [0])
    #expect(tree.concern("/srv/www/deep/er", "new", .content).things == [0])
    #expect(tree.concern("/srv/www/deep", "new", .name).rearm == "/srv/www/deep")
    #expect(tree.concern("/srv/other", "new", .name).things.isEmpty)
  }

  @Test func `a path of two things concerns both`() {
    let line = Watched(Identity(Identity.Space(rawValue: "line"), "/etc/motd: hello"))
    let file = Watched(Identity(.path, "/etc/motd"))
    let tree = WatchTree([line, file].compactMap(\.self))
    #expect(tree.concern("/etc", "motd", .content).things == [0, 1])
  }
}
