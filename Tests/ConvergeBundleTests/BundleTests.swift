import ConvergeCore
import ConvergeSignatures
import Testing

@testable import ConvergeBundle
@testable import ConvergeTestSupport

@Suite struct `Bundles` {
  private let alice: TestSigner
  private let bob: TestSigner
  private let archive: TestArchive

  init() throws {
    alice = try TestSigner("alice@example.org", seed: 1)
    bob = try TestSigner("bob@example.org", seed: 2)
    archive = try TestArchive()
  }

  private func trust(
    _ lines: String? = nil, as identity: String? = nil, at seconds: Int64 = 1_800_000_000
  ) -> BundleTrust {
    let signers = AllowedSigners(lines ?? alice.line) { line, problem in
      Issue.record("line \(line): \(problem.message)")
    }
    return BundleTrust(signers, identity: identity, at: BundleTime(seconds: seconds))
  }

  private func refusal(
    _ bytes: [UInt8], _ trust: BundleTrust? = nil
  ) -> BundleRefusal? {
    do throws(BundleRefusal) {
      _ = try Bundle(bytes, trusting: trust ?? self.trust())
      return nil
    } catch {
      return error
    }
  }

  @Test func `one that is whole is taken, with all that it says`() throws {
    let bundle = try Bundle(try archive.bytes(alice), trusting: trust())
    #expect(bundle.header.name == "web")
    #expect(bundle.header.version == 7)
    #expect(bundle.signer == "alice@example.org")
    #expect(bundle.key.hasPrefix("SHA256:"))
    #expect(bundle.digest == Digest(of: archive.header))
    #expect(bundle.content.files.map(\.path) == ["manifest.yml", "run.sh"])
    #expect(bundle.content.files.map(\.isExecutable) == [false, true])
    #expect(bundle.content.files[1].bytes == Array("true\n".utf8))
  }

  @Test func `the same files make the same bundle, byte for byte`() throws {
    let files = ["manifest.yml": "name: web\n", "b/c": "c", "a": "", "b.sh": "b"]
    let first = try alice.bundle(files)
    #expect(try alice.bundle(files) == first)
    #expect(try alice.bundle(files, version: 2) != first)
    #expect(first.count % 512 == 0)
  }

  @Test func `one of a long path is written and read`() throws {
    let path = String(repeating: "directory/", count: 14) + String(repeating: "n", count: 100)
    let bundle = try Bundle(
      try alice.bundle(["manifest.yml": "", path: "deep"]), trusting: trust())
    #expect(bundle.content.files.map(\.path).contains(path))
    for path in [
      String(repeating: "n", count: 101), String(repeating: "directory/", count: 26) + "x",
    ] {
      let refused = #expect(throws: BundleRefusal.self, "\(path)") {
        try alice.bundle(["manifest.yml": "", path: "deep"])
      }
      #expect(refused?.reason == .path)
    }
  }

  // MARK: Signatures

  @Test func `nobody's signature but an allowed signer's counts`() throws {
    let bytes = try archive.bytes(alice)
    #expect(refusal(bytes, trust(bob.line))?.reason == .signature)
    #expect(refusal(bytes, trust("# nobody\n"))?.reason == .signature)
    #expect(refusal(bytes, trust(bob.line + alice.line)) == nil)
  }

  @Test func `a signature for anything else counts for nothing`() throws {
    for namespace in ["converge", "git", "file", ""] {
      let refused = refusal(try archive.bytes(alice, for: namespace))
      #expect(refused?.reason == .signature, "\(namespace)")
      #expect(refused?.message.contains("not for 'converge-bundle'") == true)
    }
  }

  @Test func `what a signer may sign, and when, is heeded`() throws {
    let bytes = try archive.bytes(alice)
    let key = alice.publicKey
    for (line, words) in [
      ("alice namespaces=\"git,file\" \(key)", "may not sign for 'converge-bundle'"),
      ("alice valid-after=\"20300101Z\" \(key)", "not valid yet"),
      ("alice valid-before=\"20200101Z\" \(key)", "not valid any more"),
    ] {
      #expect(refusal(bytes, trust(line))?.message.contains(words) == true, "\(line)")
    }
    #expect(refusal(bytes, trust("alice namespaces=\"converge-*\" \(key)")) == nil)
  }

  @Test func `an identity that is asked for must be the signer's`() throws {
    let bytes = try archive.bytes(alice)
    #expect(refusal(bytes, trust(as: "alice@example.org")) == nil)
    #expect(refusal(bytes, trust("*@example.org \(alice.publicKey)", as: "x@example.org")) == nil)
    let refused = refusal(bytes, trust(as: "bob@example.org"))
    #expect(refused?.reason == .signature)
    #expect(refused?.message.contains("not of 'bob@example.org'") == true)
  }

  @Test func `another header under the signature is refused before it is read`() throws {
    var bytes = try archive.bytes(alice)
    let other = try TestArchive().saying("\"version\": 7", "\"version\": 8").header
    bytes.replaceSubrange(512..<(512 + other.count), with: other)
    #expect(refusal(bytes)?.reason == .signature)
  }

  // MARK: Archives

  @Test(
    arguments: [
      ("1", "a hard link"), ("2", "a symbolic link"), ("3", "a character device"),
      ("4", "a block device"), ("5", "a directory"), ("6", "a named pipe"), ("S", "a sparse file"),
      ("x", "an extended header"), ("g", "an extended header"), ("L", "an extended header"),
      ("7", "of no type that is known"), ("?", "of no type that is known"),
    ] as [(Character, String)])
  func `nothing but a regular file may be in it`(type: Character, words: String) throws {
    let member = TestArchive.Member("files/z", type: type, target: "/etc/shadow")
    let refused = refusal(try archive.adding(member).bytes(alice))
    #expect(refused?.reason == .type)
    #expect(refused?.message.contains("'files/z' is \(words)") == true, "\(refused as Any)")
  }

  @Test(arguments: [
    ("/etc/passwd", "is absolute"), ("files//etc/passwd", "is absolute"),
    ("../etc/passwd", "leads outside"), ("files/../../etc/passwd", "leads outside"),
    ("files/a/..", "leads outside"), ("etc/passwd", "is outside of 'files/'"),
    ("files/.git/config", "has a part"), ("files/a/./b", "has a part"), ("files/", "has a part"),
    ("files/a\nb", "has a part"),
    ("files/" + String(repeating: "d/", count: 33) + "x", "has a part"),
  ])
  func `no path leads outside, or is none`(path: String, words: String) throws {
    let refused = refusal(try archive.adding(.init(path, "evil")).bytes(alice))
    #expect(refused?.reason == .path, "\(refused as Any)")
    #expect(refused?.message.contains(words) == true, "\(refused as Any)")
  }

  @Test(arguments: [0o4755, 0o2755, 0o1755, 0o600, 0o777])
  func `a mode is one of two`(mode: Int) throws {
    let refused = refusal(try archive.adding(.init("files/z", mode: mode)).bytes(alice))
    #expect(refused?.reason == .mode)
    #expect(refused?.message.contains("setuid") == (mode > 0o777))
  }

  @Test func `two members of one path are refused`() throws {
    let refused = refusal(
      try archive.adding(.init("files/run.sh", "true\n", mode: 0o755)).bytes(alice))
    #expect(refused?.reason == .duplicate)
  }

  @Test func `members are those of the header, in its order`() throws {
    let more = refusal(try archive.adding(.init("files/z", "more")).bytes(alice))
    #expect(more == BundleRefusal(.mismatch, "the member 'files/z' is not in the header"))
    var less = archive
    less.members.removeLast()
    #expect(refusal(try less.bytes(alice))?.reason == .mismatch)
    var turned = archive
    turned.members.reverse()
    #expect(refusal(try turned.bytes(alice))?.reason == .mismatch)
    for (index, change) in [(0, "name: wEb\n"), (1, "true;\n")] {
      var other = archive
      other.members[index].content = Array(change.utf8)
      let refused = refusal(try other.bytes(alice))
      #expect(refused?.reason == .mismatch)
      #expect(refused?.message.contains("SHA-256") == true)
    }
    var executable = archive
    executable.members[0].mode = 0o755
    #expect(refusal(try executable.bytes(alice))?.reason == .mismatch)
  }

  @Test func `a hundred thousand members are too many, in the archive and in the header`() throws {
    var many = archive
    many.members += (0..<100_000).map { TestArchive.Member("files/z\($0)") }
    let refused = refusal(try many.bytes(alice))
    #expect(refused == BundleRefusal(.tooMany, "it has more than 10000 members"))
    let element = "{\"path\":\"p\",\"mode\":\"0644\",\"size\":0,\"sha256\":\"\"}"
    var header = archive
    header.header = Array(
      """
      {"converge_bundle":1,"name":"web","version":1,"created":"2026-01-01T00:00:00Z",
      "expires":"2027-01-01T00:00:00Z","members":[\(Array(repeating: element, count: 100_000).joined(separator: ","))]}
      """.utf8)
    #expect(refusal(try header.bytes(alice))?.reason == .tooMany)
  }

  @Test func `what says that it is huge is refused before anything is made of it`() throws {
    for size in [1 << 33, 0o77777777777, 65 << 20] {
      let refused = refusal(try archive.adding(.init("files/z", size: size)).bytes(alice))
      #expect(refused?.reason == .tooLarge)
    }
    let refused = refusal(try archive.saying("\"size\": 10", "\"size\": 99999999999").bytes(alice))
    #expect(refused?.reason == .tooLarge)
    #expect(refusal([UInt8](repeating: 0, count: 97 << 20))?.reason == .tooLarge)
    var header = archive
    header.header = [UInt8](repeating: 0x20, count: 9 << 20)
    #expect(refusal(try header.bytes(alice))?.reason == .tooLarge)
  }

  @Test func `cut off anywhere, it is refused`() throws {
    let bytes = try archive.bytes(alice)
    for count in Set(stride(from: 0, to: bytes.count, by: 512)).union(
      stride(from: 1, to: bytes.count, by: 17)
    ).union([bytes.count - 1]) {
      let refused = refusal(Array(bytes[..<count]))
      #expect(refused?.reason == .truncated, "\(count): \(refused as Any)")
    }
  }

  @Test func `nothing may follow its end`() throws {
    let bytes = try archive.bytes(alice)
    for more in [[0], [1], TarBlock.zero, try archive.bytes(alice)] as [[UInt8]] {
      #expect(refusal(bytes + more)?.reason == .trailing)
    }
    var late = archive
    late.end[600] = 1
    #expect(refusal(try late.bytes(alice))?.reason == .damaged)
  }

  @Test func `no byte can be another`() throws {
    let bytes = try archive.bytes(alice)
    let trust = trust()
    var changed = bytes
    for place in bytes.indices {
      // Which bit, the place says: to try all takes minutes.
      changed[place] = bytes[place] ^ (1 << (place % 8))
      #expect(refusal(changed, trust) != nil, "byte \(place)")
      changed[place] = bytes[place]
    }
    #expect(refusal(changed, trust) == nil)
  }

  /// Changes, removals, insertions and repetitions anywhere, from a seed.
  @Test func `no made-up damage is taken, and none stops us`() throws {
    let bytes = try archive.bytes(alice)
    let trust = trust()
    var numbers = SeededNumbers(seed: 11)
    for round in 0..<1_000 {
      var damaged = bytes
      let place = Int(numbers.next() % UInt64(bytes.count))
      let length = min(Int(numbers.next() % 700) + 1, bytes.count - place)
      switch round % 4 {
      case 0: damaged.removeSubrange(place..<(place + length))
      case 1: damaged.insert(contentsOf: bytes[place..<(place + length)], at: place)
      case 2:
        for index in place..<(place + length) {
          damaged[index] = UInt8(truncatingIfNeeded: numbers.next())
        }
      default: damaged.swapAt(place, Int(numbers.next() % UInt64(bytes.count)))
      }
      #expect((refusal(damaged, trust) == nil) == (damaged == bytes), "round \(round)")
    }
  }

  // MARK: Headers

  @Test(arguments: [
    ("\"converge_bundle\": 1", "\"converge_bundle\": 2", BundleRefusal.Reason.header),
    ("\"version\": 7", "\"version\": 0", .header),
    ("\"version\": 7", "\"version\": \"7\"", .header),
    ("\"version\": 7", "\"version\": 7.0", .header),
    ("\"version\": 7", "\"version\": 9007199254740992", .header),
    ("\"name\": \"web\"", "\"name\": \"\"", .header), ("\"name\": \"web\",", "", .header),
    ("1970-01-01T00:00:00Z", "2040-01-01T00:00:00Z", .header),
    ("1970-01-01T00:00:00Z", "yesterday", .header),
    ("\"mode\": \"0755\"", "\"mode\": \"4755\"", .mode),
    ("\"path\": \"run.sh\"", "\"path\": \"manifest.yml\"", .duplicate),
    ("\"path\": \"run.sh\"", "\"path\": \"manifest.yml/x\"", .duplicate),
    ("\"path\": \"run.sh\"", "\"path\": \"a\"", .header),
    ("\"path\": \"run.sh\"", "\"path\": \"z/../../etc/passwd\"", .path),
    ("\"path\": \"manifest.yml\"", "\"path\": \"a.yml\"", .header),
    ("\"name\": \"web\"", "\"name\": \"web\", \"name\": \"web\"", .header),
    ("\"name\": \"web\"", "\"more\": true, \"name\": \"web\"", .header), ("{", "[", .header),
    ("\"name\":", "\"name\" :", .header),
  ])
  func `a header that is none is refused, whoever has signed it`(
    old: String, new: String, reason: BundleRefusal.Reason
  ) throws {
    let refused = refusal(try archive.saying(old, new).bytes(alice))
    #expect(refused?.reason == reason, "\(refused as Any)")
  }

  @Test func `it expires to the second`() throws {
    let bundle = try Bundle(try archive.bytes(alice), trusting: trust())
    #expect(bundle.header.refusal(at: BundleTime(seconds: 1_999_999_999)) == nil)
    #expect(bundle.header.refusal(at: BundleTime(seconds: 2_000_000_000))?.reason == .expired)
  }

  @Test(arguments: [
    "", "no archive", String(repeating: "x", count: 2_000),
    String(repeating: "\u{0}", count: 1_024), String(repeating: "\u{0}", count: 10_240),
  ])
  func `what is no bundle at all is said so`(text: String) {
    let reason = refusal(Array(text.utf8))?.reason
    #expect([.truncated, .damaged, .trailing].contains(reason), "\(reason as Any)")
  }
}
