package import ConvergeCore

extension Service {
  package static let kind = Kind(
    name: "service", section: "services",
    summary: "A unit of systemd: whether it runs, starts at boot, or is masked.",
    phase: .services, states: [], stateHint: Message.stateHint,
    words: [
      Kind.Word("running", ["running": true]), Kind.Word("stopped", ["running": false]),
      Kind.Word("enabled", ["enabled": true]), Kind.Word("disabled", ["enabled": false]),
      Kind.Word("masked", ["masked": true]),
    ],
    attributes: [
      AttributeSpec(
        "running", .boolean,
        "Whether it is active: a service runs, a timer waits, a socket listens."),
      AttributeSpec(
        "enabled", .boolean,
        "Whether it starts at boot, or when what it is installed for does, as its [Install] says."),
      AttributeSpec(
        "masked", .boolean,
        "Whether nothing can start it at all. 'false' removes a mask; a masked unit that is to run "
          + "or be enabled fails without it."),
      AttributeSpec(
        "on_refresh", .words(RefreshMode.allCases.map(\.rawValue)),
        "What a refresh does, where it runs.", default: "restart", onChange: .none),
      AttributeSpec(
        "healthy_after", .duration,
        "How long it must stay up after a start, restart or reload; what ends or is started over "
          + "before that has failed.", onChange: .none),
    ],
    refresh: "restarts, reloads, or neither, as on_refresh says; never starts what does not run",
    timeout: .seconds(90))
}

private enum Message {
  static let stateHint =
    "write 'running: false' and 'enabled: false'; what defines it is removed as 'unit' or 'file'"
}
