package import ConvergeCore

extension Command {
  package static let kind = Kind(
    name: "command", section: "commands",
    summary: "A program or script that runs when something is missing, on a refresh, or each time.",
    phase: .commands, identityAttribute: "name", states: [], stateHint: Message.stateHint,
    words: [],
    attributes: [
      AttributeSpec(
        "command", .list(.argument), "The program and its arguments; no shell takes part.",
        onChange: .none),
      AttributeSpec(
        "script", .argument, "A text for the interpreter, instead of 'command'.", onChange: .none),
      AttributeSpec(
        "interpreter", .listOrOne(.argument),
        "What runs the script: a shell, python, perl, ruby, node, lua or php, or an argument list "
          + "that the script follows.", default: "/bin/sh", onChange: .none),
      AttributeSpec(
        "runs", .words(["every_apply"]), "Has it run in every apply; it is then reported as 'ran'.",
        onChange: .none),
      AttributeSpec(
        "creates", .path,
        "It runs only where nothing is at this path, which must be there "
          + "afterwards."),
      AttributeSpec(
        "only_if", .either([.list(.argument), .argument]),
        "It runs only where this argument list, or script for /bin/sh, succeeds. It must not change "
          + "the host: a plan runs it too."),
      AttributeSpec(
        "unless", .either([.list(.argument), .argument]),
        "It runs only where this argument list, or script for /bin/sh, fails; afterwards it must "
          + "succeed. It must not change the host: a plan runs it too."),
      AttributeSpec(
        "refresh_only", .boolean, "Has it run on a refresh and at no other time.",
        default: "false", onChange: .none),
      AttributeSpec(
        "user", .account, "Whom it and its guards run as, with the groups of that account.",
        default: "whoever runs converge", onChange: .none),
      AttributeSpec("cwd", .path, "Where it runs.", default: "/", onChange: .none),
      AttributeSpec(
        "environment", .mapping(.either([.text, .words(["null", "~"])])),
        "Variables on top of PATH, HOME, LANG and LC_ALL, which is all that it gets; null takes one "
          + "away.", onChange: .none, keepsSecrets: true),
      AttributeSpec(
        "exit_codes", .mapping(.words(Meaning.allCases.map(\.rawValue))),
        "What exit statuses mean; what is not listed means failed.", default: "{ 0: ok }",
        onChange: .none),
    ],
    refresh: "runs it again, whatever 'creates' and 'unless' say; where 'only_if' fails, nothing",
    runsAlone: true, hasOpenEffects: true, timeout: .seconds(600))
}

private enum Message {
  static let stateHint =
    "say when it runs: 'creates', 'only_if', 'unless', 'refresh_only' or 'runs'"
}
