import ConvergeCore
import ConvergeTestSupport
import Foundation
import Testing

/// `bundle create` and `bundle verify`, with the installed ssh-keygen.
@Suite struct BundleVerbTests {
  private let house: BundleHouse

  init() throws { house = try BundleHouse() }

  /// Without what differs from key to key and from place to place.
  private func steady(_ text: String) -> String {
    text.replacing(/SHA256:[A-Za-z0-9+\/]{43}/, with: "SHA256:KEY")
      .replacing(/\b[0-9a-f]{64}\b/, with: "DIGEST")
      .replacing(house.program.directory, with: "DIR")
  }

  private func golden(_ text: String, _ name: String) -> String? {
    Golden.complaint(
      about: steady(text),
      at: ProgramUnderTest.repository.appending(
        path: "Tests/ConvergeCommandsTests/Golden/\(name)"
      ).path)
  }

  @Test func `what is made is verified, by us and by ssh-keygen`() throws {
    let made = try house.create()
    #expect(made.status == 0, "\(made)")
    #expect(made.error == "")
    #expect(golden(made.output, "bundle-create.txt") == nil)
    let verified = try house.verify()
    #expect(verified.status == 0, "\(verified)")
    #expect(golden(verified.output, "bundle-verify.txt") == nil)
    let json = try house.verify("--signers signers.alice --format json")
    #expect(golden(json.output, "bundle-verify.json") == nil)
    let byHand = try house.program.shell(
      """
      set -e
      tar -xOf web.bundle header.json > header
      tar -xOf web.bundle header.json.sig > header.sig
      ssh-keygen -Y verify -f signers.alice -I alice -n converge-bundle -s header.sig < header
      mkdir out; tar -xf web.bundle -C out
      diff -r -x .git site out/files && test -x out/files/files/run.sh
      tar -tf web.bundle
      """)
    #expect(byHand.status == 0, "\(byHand)")
    #expect(byHand.output.contains("Good \"converge-bundle\" signature for alice"))
    #expect(
      byHand.output.hasSuffix(
        """
        header.json
        header.json.sig
        files/files/run.sh
        files/files/x
        files/manifest.yml

        """))
  }

  @Test func `the same directory, time and key make the same bytes`() throws {
    #expect(try house.create().status == 0)
    let first = try Data(contentsOf: URL(filePath: house.program.path("web.bundle")))
    _ = try house.program.shell("touch -d 2001-01-01 site/files/x; chmod 600 site/files/x")
    #expect(try house.create().status == 0)
    #expect(try Data(contentsOf: URL(filePath: house.program.path("web.bundle"))) == first)
  }

  /// The agent is killed: whoever started us may have left other signals blocked.
  @Test func `an agent or another program may sign`() throws {
    let agent = try house.program.shell(
      """
      eval "$(ssh-agent -s)" > log; trap 'kill -9 $SSH_AGENT_PID' EXIT
      ssh-add -q alice && rm alice
      $CONVERGE bundle create site -o web.bundle --version 1 --expires 2099-01-31 \\
        --key alice.pub $STATE
      """)
    #expect(agent.status == 0, "\(agent)")
    #expect(try house.verify().status == 0)
    let other = try house.create(
      "--version 1 --expires 2099-01-31 --signer 'ssh-keygen -Y sign -n converge-bundle -f bob'")
    #expect(other.status == 0, "\(other)")
    #expect(try house.verify("--signers signers.bob --identity bob").status == 0)
  }

  @Test(arguments: [
    ("--signers signers.bob", 65, "nobody who may sign"),
    ("--signers signers.alice --identity bob", 65, "by the key of 'alice' and not of 'bob'"),
    ("--signers nobody", 66, "cannot read"), ("--signers alice", 65, "alice:1: "),
    ("", 64, "--signers"),
  ])
  func `whoever is not trusted is refused`(options: String, status: Int32, words: String) throws {
    #expect(try house.create().status == 0)
    let ending = try house.verify(options)
    #expect(ending.status == status, "\(ending)")
    #expect(ending.error.contains(words), "\(ending.error)")
    #expect(ending.output == "")
  }

  @Test(arguments: [
    ("truncate -s 3000 web.bundle", 65, "cut off after 3000 bytes"),
    ("truncate -s 0 web.bundle", 65, "it is empty"), ("echo >> web.bundle", 65, "1 bytes follow"),
    ("truncate -s 97M web.bundle", 65, "larger than the limit"),
    ("rm web.bundle", 66, "cannot read"),
    ("sed -i s/hello/jello/ web.bundle", 65, "SHA-256 is another"),
    ("sed -i s/web/wEb/ web.bundle", 65, "nobody who may sign, or of other content"),
    ("tar -cf web.bundle site/manifest.yml", 65, "'site/manifest.yml'"),
  ])
  func `a bad bundle is refused with its reason`(
    damage: String, status: Int32, words: String
  ) throws {
    #expect(try house.create().status == 0)
    #expect(try house.program.shell(damage).status == 0)
    let ending = try house.verify()
    #expect(ending.status == status, "\(ending)")
    #expect(ending.error.contains(words), "\(ending.error)")
    let json = try house.verify("--signers signers.alice --format json")
    #expect(json.status == status)
    #expect(json.output.contains(words), "\(json.output)")
  }

  @Test func `one that has expired is refused`() throws {
    let made = try house.create(environment: ["SOURCE_DATE_EPOCH": "1000000000"])
    #expect(made.status == 0, "\(made)")
    let ending = try house.verify()
    #expect(ending.status == 65)
    #expect(ending.error.contains("it has expired at 2001-12-08T01:46:40Z"), "\(ending.error)")
  }

  @Test(arguments: [
    ("ln -s /etc/passwd site/files/p", "leads out of the directory, to '/etc/passwd'"),
    ("ln -s nothing site/files/p", "leads to nothing"),
    ("ln -s ../.git/config site/files/p", "no file that is taken"),
    ("ln -s files site/other", "no file that is taken"),
    ("mkdir site/secrets", "has secrets"), ("mkfifo site/files/p", "no regular file"),
    ("chmod u+s site/files/run.sh", "setuid"),
    ("mv alice site/alice && ln -s site/alice alice", "the key that signs"),
    ("echo 'fils: {}' >> site/manifest.yml", "did you mean 'files'?"),
    ("rm site/files/x", "files/x"),
    ("touch site/files/$(printf 'n%.0s' $(seq 101))", "is too long"),
  ])
  func `what no bundle has is refused, and nothing is written`(
    damage: String, words: String
  ) throws {
    #expect(try house.program.shell(damage).status == 0)
    let ending = try house.create()
    #expect(ending.status == 65, "\(ending)")
    #expect(ending.error.contains(words), "\(ending.error)")
    #expect(!FileManager.default.fileExists(atPath: house.program.path("web.bundle")))
  }

  @Test func `the secrets of the host are refused where they lie in it`() throws {
    _ = try house.program.shell("mkdir -m 700 site/private; echo x > site/private/password")
    let ending = try house.create(
      "--version 1 --expires 90d --key alice --secrets-dir site/private")
    #expect(ending.status == 65, "\(ending)")
    #expect(ending.error.contains("secrets of this host"))
  }

  @Test func `a link to a file beside it becomes that file, and an output is not put in itself`()
    throws
  {
    _ = try house.program.shell("ln -s x site/files/y")
    for _ in 0..<2 {
      let made = try house.create(output: "site/web.bundle")
      #expect(made.status == 0, "\(made)")
      #expect(made.output.contains("members  4"), "\(made.output)")
    }
  }

  @Test(arguments: [
    ("--expires 90d --key alice", "write --version 7"),
    ("--version 0 --expires 90d --key alice", "from 1 on"),
    ("--version seven --expires 90d --key alice", "from 1 on"),
    ("--version 1 --key alice", "write --expires 90d"),
    ("--version 1 --expires soon --key alice", "write --expires 90d"),
    ("--version 1 --expires 90d", "who signs?"),
    ("--version 1 --expires 90d --key alice --signer x", "who signs?"),
  ])
  func `wrong usage says what would be right`(options: String, words: String) throws {
    let ending = try house.create(options)
    #expect(ending.status == 64, "\(ending)")
    #expect(ending.error.contains(words), "\(ending.error)")
    #expect(ending.output == "")
  }

  @Test func `without a directory or an output nothing is made, and no version told`() throws {
    for line in [
      "bundle create --version 7 --expires 90d --key k -o web.bundle",
      "bundle create site --version 7 --expires 90d --key k", "bundle create --version 7",
    ] {
      let ending = try house.program.shell("$CONVERGE \(line)")
      #expect(ending.status == 64, "\(ending)")
    }
  }

  @Test(arguments: [
    ("--key nothing", 69, "nothing"), ("--key alice.pub", 69, "ssh-add"),
    ("--signer 'false x'", 69, "false ended with 1"),
    ("--signer 'nosuchprogram'", 69, "nosuchprogram"),
    ("--signer 'echo no'", 65, "signature is damaged"),
    ("--signer 'ssh-keygen -Y sign -n file -f alice'", 65, "made for 'file'"),
    ("--signer 'cat old.sig'", 65, "not one of this bundle's header"),
  ])
  func `whoever does not sign is told`(options: String, status: Int32, words: String) throws {
    _ = try house.program.shell(
      "echo old > old; ssh-keygen -q -Y sign -n converge-bundle -f alice old; chmod 600 alice")
    if options.contains("alice.pub") { _ = try house.program.shell("rm alice") }
    let ending = try house.create("--version 1 --expires 90d \(options)")
    #expect(ending.status == status, "\(ending)")
    #expect(ending.error.contains(words), "\(ending.error)")
  }
}
