import ConvergeCore
import Testing

@Suite struct ModuleContentTests {
  private typealias File = ModuleContent.File

  @Test func `the digest is of paths, executable bits and bytes, in the order of the paths`() throws
  {
    let files = [File("b", [1]), File("a/c", isExecutable: true, []), File("a", [2])]
    let content = try ModuleContent(files)
    #expect(content.files.map(\.path) == ["a", "a/c", "b"])
    #expect(try ModuleContent(files.reversed()).digest == content.digest)
    func line(_ mark: String, _ bytes: [UInt8], _ path: String) -> String {
      "\(mark) \(Digest(of: bytes).description.dropFirst(7))  \(path)\n"
    }
    let listing = line("-", [2], "a") + line("x", [], "a/c") + line("-", [1], "b")
    #expect(content.digest == Digest(of: listing))
    for other in [
      [File("b", [1]), File("a/c", []), File("a", [2])],
      [File("b", [1]), File("a/d", isExecutable: true, []), File("a", [2])],
      [File("b", [3]), File("a/c", isExecutable: true, []), File("a", [2])],
      [File("b", [1]), File("a/c", isExecutable: true, [])],
    ] {
      #expect(try ModuleContent(other).digest != content.digest)
    }
  }

  @Test(arguments: [
    "", "/a", "a/", "a//b", ".", "a/..", "../a", "a/./b", ".git", "a/.GIT/hooks", "a\nb", "a\u{7f}",
    String(repeating: "n", count: 256), Array(repeating: "d", count: 40).joined(separator: "/"),
  ])
  func `a path that leads elsewhere, or nobody can say, is none`(path: String) {
    #expect(ModuleContent.complaint(about: path) != nil)
    #expect(throws: ModuleContent.Complaint.self) { try ModuleContent([File(path, [])]) }
  }

  @Test(arguments: ["a", "a/b.yml", ".hidden/..x", "ä b\\c", ".gitignore"])
  func `an ordinary path is one`(path: String) {
    #expect(ModuleContent.complaint(about: path) == nil)
  }

  @Test func `there is an end to files and bytes`() {
    let many = (0...ModuleContent.fileLimit).map { File("\($0)", []) }
    #expect(throws: ModuleContent.Complaint.self) { try ModuleContent(many) }
    let half = [UInt8](repeating: 0, count: ModuleContent.sizeLimitBytes / 2 + 1)
    #expect(throws: ModuleContent.Complaint.self) {
      try ModuleContent([File("a", half), File("b", half)])
    }
  }
}
