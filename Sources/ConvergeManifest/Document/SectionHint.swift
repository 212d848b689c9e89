internal import ConvergeCore

/// What is wrong with a key at a manifest's top level, and what was probably meant.
struct SectionHint {
  let message: String
  let hint: String?

  /// What the language has and this version has not.
  private static let coming: Set = [
    "compose", "hooks", "repositories", "blocks", "replacements", "settings", "archives",
    "checkouts", "tidies", "authorized_keys", "sudo_rules", "cron", "certificates", "mounts",
    "swaps", "sysctls", "kernel_modules", "hostname", "timezone", "locale", "hosts", "limits",
    "alternatives", "firewalls", "units", "timers", "daemons", "networks", "volumes", "swarm",
    "swarm_secrets", "swarm_configs", "stack_services", "system_containers", "checks", "reboot",
  ]
  private static let ours = [
    "converge", "name", "description", "parameters", "variables", "data", "include", "defaults",
    "outputs", "modules",
  ]
  /// Words of other tools.
  private static let synonyms = [
    "vars": "variables", "params": "parameters", "inputs": "parameters", "handlers": "hooks",
    "imports": "include", "includes": "include", "exec": "commands", "execs": "commands",
    "folders": "directories", "symlinks": "links", "title": "name", "version": "converge",
  ]

  init(_ key: String, kinds: KindCatalog) {
    if Self.coming.contains(key) {
      message = Message.coming(key)
      hint = nil
      return
    }
    message = Message.unknown(key)
    let ofResources = CommonAttributes.specs.map(\.name) + ["state", "when", "for_each"]
    if ofResources.contains(key) {
      hint = Message.ofResource
      return
    }
    let sections = kinds.items.map(\.kind.section)
    let known = Self.ours + sections + Self.coming.sorted()
    let meant =
      kinds.kind(named: key)?.kind.section ?? Self.synonyms[key] ?? nearest(to: key, among: known)
    hint =
      meant.map { "did you mean '\($0)'?" } ?? "known are \(sections.joined(separator: ", "))"
  }
}

private enum Message {
  static func coming(_ key: String) -> String { "'\(key)' is not in this version yet" }
  static func unknown(_ key: String) -> String { "unknown key '\(key)'" }
  static let ofResource = "it is an attribute of a resource: write it in an entry of a section"
}
