import Foundation
import Testing

/// The scripts of `--generate-completion-script`, tried in a shell.
@Suite struct CompletionTests {
  @Test(arguments: ["bash", "zsh", "fish"])
  func `there is a script for each shell`(shell: String) throws {
    let ending = try ProgramUnderTest().run("--generate-completion-script", shell)
    #expect(ending.status == 0)
    #expect(ending.error == "")
    for word in ["take-over", "state-dir", "file.mode", "mermaid", "yaml", "forget"] {
      #expect(ending.output.contains(word), "\(word)")
    }
  }

  @Test(arguments: [
    (["pl"], "plan"), (["schema", "r"], "report"), (["schema", "m"], "manifest"),
    (["data", "e"], "explain"), (["module", "l"], "lock list"),
    (["module", "fetch", "m.yml", "--fr"], "--frozen"), (["module", "lock", "w"], "web.yml"),
    (["plan", "--for"], "--format"), (["bundle", "v"], "verify"),
    (["bundle", "create", "--si"], "--signer"), (["bundle", "create", ""], "folder"),
    (["apply", "m.yml", "--take"], "--take-over"),
    (["plan", "--format", ""], "text json yaml markdown junit sarif html"),
    (["graph", "--format", ""], "dot mermaid json svg html"), (["plan", "--color", "n"], "never"),
    (["plan", ""], "db.yaml web.yml folder"), (["validate", "w"], "web.yml"),
    (["explain", "file.mo"], "file.mode"), (["explain", "service.mas"], "service.masked"),
    (["explain", "facts.net"], "facts.network"),
    (["explain", "parameters.pat"], "parameters.pattern"),
    (["apply", "web.yml", "--state-dir", ""], "folder"),
    (["hook", "retry", "--state-dir", "known", "mi"], "migrate"),
    (["hook", "retry", "--state-dir=known", "two"], "two/twin"),
    (["report", "--state-dir", "known", "--hook", ""], "one/twin two/twin migrate"),
    (["hook", "retry", "--state-dir", "nowhere", ""], ""),
    (["facts", "network.inter"], "network.interfaces"), (["facts", "--facts-d"], "--facts-dir"),
  ])
  func `bash completes verbs, options, formats, kinds and manifests`(
    words: [String], expected: String
  ) throws {
    let program = try ProgramUnderTest()
    for name in ["web.yml", "db.yaml", "notes.txt"] { try program.write(name, "") }
    try FileManager.default.createDirectory(
      atPath: program.path("folder"), withIntermediateDirectories: false)
    let hooks =
      words.contains { $0.contains("known") } ? ["web/migrate", "one/twin", "two/twin"] : []
    for hook in hooks {
      let folder = "known/hooks/\(hook.replacing("/", with: "-"))"
      try FileManager.default.createDirectory(
        atPath: program.path(folder), withIntermediateDirectories: true)
      try program.write(
        "\(folder)/journal.json",
        #"{"converge_hook_journal": 1, "hook": "\#(hook)", "runs": [], "ended_keys": []}"#)
    }
    let typed = (["converge"] + words).map { "'\($0)'" }.joined(separator: " ")
    let ending = try program.shell(
      """
      converge() { $CONVERGE "$@"; }
      source <($CONVERGE --generate-completion-script bash)
      COMP_WORDS=(\(typed)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
      _converge converge "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      echo "${COMPREPLY[*]}"
      """)
    #expect(ending.error == "")
    let offered = ending.output.trimmingCharacters(in: .newlines)
    #expect(offered == expected)
  }

  @Test func `bash completes the references of the last runs`() throws {
    let program = try ProgramUnderTest()
    try program.write(
      "m.yml", "name: done\ncommands: { check: { command: [\"/bin/true\"], runs: every_apply } }\n")
    #expect(try program.run("apply", "m.yml").status == 0)
    let ending = try program.shell(
      """
      source <($CONVERGE --generate-completion-script bash)
      COMP_WORDS=("$CONVERGE" history $STATE comm); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
      _converge "$CONVERGE" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      echo "${COMPREPLY[*]}"
      """)
    #expect(ending.output == "command:check\n", "\(ending)")
  }
}
