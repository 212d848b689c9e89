import ConvergeCore
import Foundation
import Testing

/// What a manifest can be on the command line, and what is said of one that cannot be read.
@Suite struct InputTests {
  private static let manifest = "name: m\nfiles: { \"@/x\": { content: y } }\n"

  @Test(arguments: ["plan", "apply", "drift", "validate", "graph"])
  func `a manifest is a file, a directory with manifest.yml, or standard input`(
    verb: String
  ) throws {
    let program = try ProgramUnderTest()
    try program.write("web.yml", Self.manifest)
    let text = try program.read("web.yml")
    try program.write("manifest.yml", Self.manifest)
    for (argument, input) in [
      ("web.yml", nil), (program.path("web.yml"), nil), (".", nil), ("./", nil),
      (program.directory, nil), ("-", text),
    ] {
      let ending = try program.run(verb, argument, input: input)
      #expect([0, 2].contains(ending.status), "\(verb) \(argument): \(ending)")
      #expect(ending.error == "")
    }
  }

  @Test func `what cannot be read ends with 66 and says what to do`() throws {
    let program = try ProgramUnderTest()
    try program.write("web.yml", Self.manifest)
    for (script, hint) in [
      ("$CONVERGE plan wbe.yml", "did you mean 'web.yml'?"),
      ("$CONVERGE plan \(program.path("wbe.yml"))", "did you mean '\(program.path("web.yml"))'?"),
      ("$CONVERGE plan gone/x.yml", "no such file or directory"),
      ("mkdir -p empty; $CONVERGE plan empty", "the directory has no manifest.yml"),
      ("$CONVERGE plan ''", "the name is empty; name a file"),
      ("$CONVERGE plan <(cat web.yml)", "pipe it in and write -"),
      ("$CONVERGE plan web.yml/x", "not a directory"),
      ("$CONVERGE plan - < /", "is a directory; pipe it in"),
      ("ln -sf loop loop; $CONVERGE plan loop", "too many levels of symbolic links"),
      ("truncate -s 65M big.yml; $CONVERGE plan big.yml", "larger than the limit"),
      (
        """
        drop=; [ $(id -u) = 0 ] && drop='setpriv --bounding-set -dac_override,-dac_read_search'
        chmod 0 web.yml; $drop $CONVERGE plan web.yml
        """, "permission denied; run converge as a user who may read it"
      ),
    ] {
      let ending = try program.shell(script)
      #expect(ending.status == 66, "\(script): \(ending)")
      #expect(ending.output == "")
      #expect(ending.error.hasPrefix("error: cannot read the manifest '"), "\(ending.error)")
      #expect(ending.error.contains(hint), "\(ending.error)")
    }
  }

  @Test func `of several manifests all are looked at, and what cannot be read comes first`() throws
  {
    let program = try ProgramUnderTest()
    try program.write("bad.yml", "name: bad\nfiles: { /x: { contents: y } }\n")
    try program.write("good.yml", Self.manifest)
    let ending = try program.run("validate", "good.yml", "bad.yml", "gone.yml", "bad.yml")
    #expect(ending.status == 66)
    #expect(ending.error.hasPrefix("error: cannot read the manifest 'gone.yml'"))
    #expect(ending.error.contains("did you mean 'content'?"))
    #expect(ending.output == "")
    #expect(try program.run("validate", "good.yml", "bad.yml").status == 65)
    #expect(try program.run("validate", "-", "-").status == 64)
  }

  @Test func `a megabyte of anything is refused with its first hundred problems`() throws {
    let program = try ProgramUnderTest()
    let ending = try program.shell(
      """
      head -c 1000000 /dev/urandom > random.yml
      head -c 1000000 /dev/zero > zero.yml
      head -c 1000000 /dev/zero | tr '\\0' '[' > deep.yml
      yes 'a: b' | head -c 100000 > keys.yml
      yes '&a *a' | head -c 1000000 > alias.yml
      for file in random zero deep keys alias; do
        $CONVERGE validate $file.yml > out 2> err; echo "$file $? $(cat out | wc -c)"
      done
      $CONVERGE validate keys.yml 2>&1 | grep -c '^error'
      $CONVERGE validate keys.yml 2>&1 | tail -2
      $CONVERGE validate keys.yml -v 2>&1 | grep -c '^error'
      """)
    #expect(
      ending.output == """
        random 65 0
        zero 65 0
        deep 65 0
        keys 65 0
        alias 65 0
        100
        … 901 more
        1001 problems
        1001

        """, "\(ending)")
  }
}
