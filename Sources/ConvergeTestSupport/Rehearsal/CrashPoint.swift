/// A kind of step at which a run may end, or that may fail.
package enum CrashPoint: String, CaseIterable, Hashable, Sendable {
  case ledgerCommit = "ledger commit"
  case ledgerSync = "ledger sync"
  case write, rename, link, directory, mode, owner, remove, sync
  case hardLink = "hard link"

  case unpack, configure
  case packageEnd = "end of package"
  case packageRemoval = "package removal"
  case packageScript = "package script"
  case packageFiles = "package files"
  case packageMark = "package mark"

  case useradd, usermod, userdel, groupadd, groupmod, groupdel, password, home

  case start, stop, restart, reload
  case answer = "answer of systemd"
  case enable, disable, mask, unmask
  case daemonReload = "daemon-reload"

  case containerCreation = "container creation"
  case containerStart = "container start"
  case containerStop = "container stop"
  case containerRestart = "container restart"
  case containerRename = "container rename"
  case containerUpdate = "container update"
  case containerRemoval = "container removal"
  case pull
  case imageRemoval = "image removal"

  case command
  /// Of a hook's run: what it and its supervisor do.
  case supervisor

  /// The kind of a step, from its label; nil for one that nobody has thought of.
  init?(label: String) {
    let halves = label.split(separator: ": ", maxSplits: 1)
    let words = halves[halves.count - 1].split(separator: " ").map(String.init)
    guard let first = words.first else { return nil }
    let found =
      halves.count > 1
      ? Self.ofProgram(String(halves[0]), first, isFile: words.last?.hasPrefix("/") ?? false)
      : Self.ofCall(first, words)
    guard let found else { return nil }
    self = found
  }

  private static func ofProgram(
    _ program: String, _ verb: String, isFile: Bool
  ) -> CrashPoint? {
    switch program {
    case "apt-get", "dpkg":
      if isFile { return .packageFiles }
      return [
        "unpack": .unpack, "configure": .configure, "finish": .packageEnd,
        "remove": .packageRemoval, "start": .packageScript, "stop": .packageScript,
      ][verb]
    case "apt-mark": return .packageMark
    case "chpasswd": return .password
    case "mkhomedir_helper": return .home
    case "make", "copy": return .command
    default: return CrashPoint(rawValue: program)
    }
  }

  private static func ofCall(_ verb: String, _ words: [String]) -> CrashPoint? {
    switch verb {
    case "commit": return .ledgerCommit
    case "sync": return words.last == "ledger" ? .ledgerSync : .sync
    case "make":
      if words.contains("hard") { return .hardLink }
      return words.contains("directory") ? .directory : .link
    case "set": return words.contains("mode") ? .mode : .owner
    case "StartUnit": return .start
    case "StopUnit": return .stop
    case "RestartUnit": return .restart
    case "ReloadUnit": return .reload
    case "reload": return .daemonReload
    case "answer": return .answer
    case "docker": return words.count > 1 ? ofDocker(words[1]) : nil
    default: return CrashPoint(rawValue: verb)
    }
  }

  private static func ofDocker(_ action: String) -> CrashPoint? {
    switch action {
    case "create": .containerCreation
    case "start": .containerStart
    case "stop": .containerStop
    case "restart", "start-again": .containerRestart
    case "rename": .containerRename
    case "update": .containerUpdate
    case "remove": .containerRemoval
    case "pull": .pull
    case "rmi": .imageRemoval
    default: nil
    }
  }

  /// How often a run that has such steps is stopped at one, against the other kinds: the more
  /// seldom the more often.
  var weight: Int {
    switch self {
    case .ledgerCommit, .ledgerSync, .sync, .write, .rename, .packageFiles, .answer: 1
    case .owner, .packageRemoval, .packageMark, .password, .stop, .reload, .mask, .unmask,
      .containerStop, .containerRestart, .containerUpdate:
      16
    default: 4
    }
  }

  /// The kinds whose resources such a step can be of, where it is not one resource's own.
  var kinds: Set<String> {
    switch self {
    case .ledgerCommit, .ledgerSync:
      [
        "package", "group", "user", "file", "directory", "link", "line", "service", "image",
        "container", "command", "hook",
      ]
    case .write, .rename, .link, .directory, .mode, .owner, .remove, .sync, .hardLink:
      ["file", "directory", "link", "line", "user", "service", "hook"]
    case .unpack, .configure, .packageEnd, .packageRemoval, .packageScript, .packageFiles,
      .packageMark:
      ["package"]
    case .useradd, .usermod, .userdel, .password, .home: ["user"]
    case .groupadd, .groupmod, .groupdel: ["group", "user"]
    case .start, .stop, .restart, .reload, .answer, .enable, .disable, .mask, .unmask,
      .daemonReload:
      ["service"]
    case .containerCreation, .containerStart, .containerStop, .containerRestart, .containerRename,
      .containerUpdate, .containerRemoval, .pull, .imageRemoval:
      ["container", "image"]
    case .command: ["command"]
    case .supervisor: ["hook"]
    }
  }
}
