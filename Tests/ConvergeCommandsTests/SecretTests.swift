import ConvergeCore
import Testing

/// What is sensitive on its way through everything that could tell it.
@Suite struct SecretTests {
  /// Every text that must be nowhere but in the files that are meant to have it.
  private static let secrets = [
    "hunter2-from-file", "k3y-of-the-store", "first-line-of-key", "second-line-of-key", "b4fore-it",
  ]

  private static let manifest = """
    name: leaks
    parameters:
      password: { type: string, sensitive: true }
      key: { type: string, sensitive: true }
    variables:
      url: "postgres://app:${{ parameters.password }}@db/app"
      pair: { name: app, password: "${{ secret('store') }}" }
    files:
      "@/plain": { content: "pw=${{ parameters.password }}\\n" }
      "@/made": { template: made.j2, vars: { pair: "${{ variables.pair }}" } }
      "@/upper": { content: "${{ secret('store') | upper | lower }}\\n" }
      "@/refused":
        content: "${{ secret('store') }}\\n"
        validate: [/bin/sh, -c, "cat \\\"$0\\\"; cat \\\"$0\\\" >&2; exit 1", "%s"]
      "@/blocked/below": { content: "${{ parameters.key }}" }
      "@/hash": { content: "${{ parameters.password | password_hash('sha256', 'salt', rounds=1000) }}" }
    lines:
      entry: { path: "@/conf", line: "password=${{ parameters.password }}", match: "^password=" }
    commands:
      prints:
        script: "echo $PW; echo $PW >&2"
        environment: { PW: "${{ parameters.password }}" }
        runs: every_apply
      fails:
        script: "echo no such role: $PW >&2; exit 3"
        environment: { PW: "${{ parameters.password }}" }
        runs: every_apply
      part:
        script: "echo ${URL#*app:} >&2; exit 3"
        environment: { URL: "${{ variables.url }}" }
        runs: every_apply
      line:
        script: "printf %s \\\"$KEY\\\" | head -n 2 | tail -n 1 >&2; exit 3"
        environment: { KEY: "${{ parameters.key }}" }
        runs: every_apply
      guarded:
        command: [/bin/true]
        unless: "echo $PW >&2; echo $PW; kill -9 $$"
        environment: { PW: "${{ secret('store') }}" }
    outputs:
      url: "${{ variables.url }}"
      length: "${{ parameters.password | length }}"
    """

  private func program() throws -> ProgramUnderTest {
    let program = try ProgramUnderTest()
    try program.write("leaks.yml", Self.manifest)
    try program.write("made.j2", "{% for n, v in pair.items() %}{{ n }}={{ v }}\n{% endfor %}")
    try program.write("pw", "hunter2-from-file\n")
    try program.write("key", "BEGIN KEY\nfirst-line-of-key\nsecond-line-of-key\nEND KEY\n")
    try program.write("blocked", "a file where a directory should be\n")
    _ = try program.shell(
      "mkdir -m 700 store && printf k3y-of-the-store > store/store && chmod 600 store/store")
    return program
  }

  private static let given = ["-p", "password=@pw", "-p", "key=@key", "--secrets-dir", "store"]

  /// What tells a secret that it must not.
  private func leaks(_ text: String, _ place: String) -> [String] {
    Self.secrets.filter(text.contains).map { "\($0) in \(place):\n\(text)" }
  }

  @Test func `nothing that fails, prints, differs or is remembered tells a secret`() throws {
    let program = try program()
    var leaks: [String] = []
    var words = ""
    for verb in ["validate", "plan", "apply", "drift"] {
      for format in ["text", "json", "yaml", "markdown"] {
        for amount in ["-v", "-q"] {
          for name in ["plain", "conf", "made"] {
            try program.write(name, "password=b4fore-it\npw=b4fore-it\n")
          }
          let arguments = [verb, "leaks.yml", amount, "--format", format] + Self.given
          let ending = try program.start(arguments).ending()
          words += ending.output + ending.error
          leaks += self.leaks(ending.output + ending.error, arguments.joined(separator: " "))
        }
      }
    }
    // They did what was to be told, and it was told.
    #expect(words.contains("no such role: (sensitive)"), "\(words)")
    try program.write("plain", "")
    _ = try program.start(["apply", "leaks.yml"] + Self.given).ending()
    #expect(try program.read("plain") == "pw=hunter2-from-file\n")
    let others = [
      ["history"], ["history", "--format", "json"], ["report"], ["report", "-v"],
      ["report", "--format", "json"], ["report", "--format", "yaml"],
      ["report", "--format", "markdown"],
      ["graph", "leaks.yml", "--format", "json"] + Self.given,
      ["graph", "leaks.yml"] + Self.given,
    ]
    for arguments in others {
      let ending = try program.start(arguments).ending()
      leaks += self.leaks(ending.output + ending.error, arguments.joined(separator: " "))
    }
    #expect(leaks == [])
    let pattern = Self.secrets.joined(separator: "|")
    let kept = try program.shell("grep -rlaE '\(pattern)' \(program.state)").output
    #expect(kept == "")
  }
}
