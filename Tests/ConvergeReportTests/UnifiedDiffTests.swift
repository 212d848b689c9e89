import Foundation
import Testing

@testable import ConvergeReport

@Suite struct UnifiedDiffTests {
  @Test(arguments: [
    ("a\n", "a\n", []),
    ("", "a\n", ["@@ -0,0 +1 @@", "+a"]),
    ("a\n", "", ["@@ -1 +0,0 @@", "-a"]),
    ("a\nb\n", "a\nc\n", ["@@ -1,2 +1,2 @@", " a", "-b", "+c"]),
    (
      "a", "a\n",
      ["@@ -1 +1 @@", "-a", "\\ No newline at end of file", "+a"]
    ),
    (
      "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n",
      ["@@ -2,7 +2,7 @@", " 2", " 3", " 4", "-5", "+x", " 6", " 7", " 8"]
    ),
  ])
  func `a small difference is shown as diff does`(old: String, new: String, lines: [String]) {
    #expect(UnifiedDiff(from: old, to: new).lines == lines)
  }

  @Test(arguments: 0..<40)
  func `patch makes the new text of the old one`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let old = (0..<Int(random.next() % 60)).map { _ in "\(random.next() % 7)\n" }
    var new = old
    for _ in 0..<Int(random.next() % 12) {
      let index = new.isEmpty ? 0 : Int(random.next() % UInt64(new.count))
      if random.next() % 2 == 0, !new.isEmpty {
        new.remove(at: index)
      } else {
        new.insert("\(random.next() % 9)\n", at: index)
      }
    }
    let diff = UnifiedDiff(from: old.joined(), to: new.joined()).lines
    #expect(patched(old, diff) == new)
    #expect(diff.isEmpty == (old == new))
  }

  @Test func `texts that have nothing in common are replaced whole`() {
    let old = (0..<3000).map { "a\($0)\n" }.joined()
    let new = (0..<3000).map { "b\($0)\n" }.joined()
    let lines = UnifiedDiff(from: old, to: new).lines
    #expect(lines.count == 6001)
    #expect(lines[0] == "@@ -1,3000 +1,3000 @@")
  }

  /// What patch(1) would do, hunks and their numbers taken at their word.
  private func patched(_ old: [String], _ diff: [String]) -> [String] {
    var result: [String] = []
    var taken = 0
    for line in diff {
      if line.hasPrefix("@@ ") {
        let range = line.split(separator: " ")[1].dropFirst().split(separator: ",")
        let first = Int(range[0]) ?? 0
        let start = range.count == 2 && range[1] == "0" ? first : first - 1
        result += old[taken..<start]
        taken = start
      } else if line.hasPrefix("-") {
        taken += 1
      } else {
        result.append(line.dropFirst() + "\n")
        if line.hasPrefix(" ") { taken += 1 }
      }
    }
    return result + old[taken...]
  }
}

/// A small seeded generator (Steele, Lea, Flood: SplitMix).
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
