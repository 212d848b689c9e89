package import ConvergeCore
internal import ConvergeHooks

extension Hook {
  package static let kind = Kind(
    name: "hook", section: "hooks",
    summary: "A script with its inputs that runs because something happened, once for each cause.",
    phase: .hooks, identityAttribute: "name", states: [], stateHint: Message.stateHint, words: [],
    attributes: occasionAttributes + programAttributes + boxAttributes + guardAttributes,
    refresh: "runs it, once for all that it is told of",
    runsAlone: true, hasOpenEffects: true, hasOccasions: true, timeout: .seconds(600))

  private static let occasionAttributes = [
    AttributeSpec(
      "event", .words(Event.allCases.map(\.rawValue)),
      "What it waits for: a change or a failure of what it subscribes to, the start or the end of a "
        + "run, or something that was found changed by somebody else.", default: "change",
      onChange: .none),
    AttributeSpec(
      "runs", .words(Runs.allCases.map(\.rawValue)),
      "How often: on each change that it is told of, once for all time or once in a boot for what "
        + "would run, or in every apply.",
      default: "on_change for the event 'change', each time for the others", onChange: .none),
    AttributeSpec(
      "trigger", .either([.text, .boolean, .integer(Int64.min...Int64.max)]),
      "Any value; another one than at the last run has it run again."),
    AttributeSpec(
      "on_interrupt", .words(OnInterrupt.allCases.map(\.rawValue)),
      "What becomes of a run that was interrupted, so that nobody knows how it ended: it has failed, "
        + "it is run again, or it counts as done.", default: "fail", onChange: .none),
    AttributeSpec(
      "exit_codes", .mapping(.words(Meaning.allCases.map(\.rawValue))),
      "What exit statuses mean; what is not listed means failed. 'retry' is tried again as often as "
        + "'retry' says, 'reboot' is a success that asks for a reboot.", default: "{ 0: ok }",
      onChange: .none),
  ]

  private static let programAttributes = [
    AttributeSpec(
      "files", .list(.record(HookFile.fields)),
      "Files that are brought into its own directory, each verified, before anything runs.",
      onChange: .none, keepsSecrets: true),
    AttributeSpec(
      "command", .list(.argument), "The program and its arguments; no shell takes part.",
      onChange: .none),
    AttributeSpec("script", .argument, "A text to be run, instead of 'command'.", onChange: .none),
    AttributeSpec(
      "interpreter", .listOrOne(.argument),
      "What runs the script: a shell, python3, perl, ruby, node, lua, php, a path, or an argument "
        + "list that the script's path follows.",
      default: "what the script's first line names after '#!', or /bin/sh -e", onChange: .none),
    AttributeSpec(
      "environment", .mapping(.either([.text, .words(["null", "~"])])),
      "Variables on top of PATH, HOME, LANG and LC_ALL and converge's own; null takes one away.",
      onChange: .none, keepsSecrets: true),
    AttributeSpec(
      "secrets", .mapping(.text),
      "Files of $CREDENTIALS_DIRECTORY with what is in them; what the script prints of it is "
        + "replaced.", onChange: .none, keepsSecrets: true),
  ]

  private static let boxAttributes = [
    AttributeSpec(
      "user", .account, "Whom it and its guards run as, with the groups of that account.",
      default: "whoever runs converge", onChange: .none),
    AttributeSpec(
      "cwd", .path, "Where it runs.", default: "a directory of its own, with its files",
      onChange: .none),
    AttributeSpec(
      "umask", .mode, "Which rights new files do not have.", default: "022", onChange: .none),
    AttributeSpec(
      "kill_after", .duration, "How long all of it has to end by itself at the timeout.",
      default: "10s", onChange: .none),
    AttributeSpec(
      "memory", .size, "How much memory all of it may use; needs systemd and root.",
      onChange: .none),
    AttributeSpec(
      "cpu", .number(0.01...1024), "How many processors all of it may use; needs systemd and root.",
      onChange: .none),
    AttributeSpec(
      "tasks", .integer(1...4_194_304),
      "How many processes and threads it may have; needs systemd and root.", onChange: .none),
  ]

  private static let guardAttributes = [
    AttributeSpec(
      "creates", .path, "It runs only where nothing is at this path.", onChange: .none),
    AttributeSpec(
      "only_if", .either([.list(.argument), .argument]),
      "It runs only where this argument list, or script for /bin/sh, succeeds. It must not change "
        + "the host: a plan runs it too.", onChange: .none),
    AttributeSpec(
      "unless", .either([.list(.argument), .argument]),
      "It runs only where this fails.", onChange: .none),
    AttributeSpec(
      "test", .either([.list(.argument), .argument]),
      "Of the form test and set: whether all is well; 'set' runs only where this fails. A plan asks "
        + "it too.", onChange: .none),
    AttributeSpec(
      "set", .either([.list(.argument), .argument]),
      "Of the form test and set: what runs, in the place of 'command' and 'script'.",
      onChange: .none),
  ]
}

private enum Message {
  static let stateHint = "say when it runs: 'subscribe', 'event', 'runs' or 'trigger'"
}
