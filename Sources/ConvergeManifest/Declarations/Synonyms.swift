internal import ConvergeCore

/// What was probably meant by a word that is no attribute: another tool's word, or a slip.
enum Synonyms {
  /// Words of Puppet, Chef, Ansible, Salt and Compose, each with ours; of several the first that a
  /// kind has is meant.
  private static let words: [String: [String]] = [
    "ensure": ["state"], "action": ["state"], "status": ["state", "running"],
    "mode_bits": ["mode"], "perms": ["mode"], "permissions": ["mode"], "dir_mode": ["mode"],
    "src": ["source", "target"], "dest": ["path"], "destination": ["path"], "file": ["path"],
    "to": ["target"], "contents": ["content"], "text": ["content"], "check_cmd": ["validate"],
    "verify": ["validate"], "makedirs": ["parents"], "user": ["owner", "user"],
    "depends_on": ["require"], "needs": ["require"], "requires": ["require"],
    "listen": ["subscribe"], "watch": ["subscribe"], "subscribes": ["subscribe"],
    "notifies": ["notify"], "onlyif": ["only_if"], "not_if": ["unless"],
    "refreshonly": ["refresh_only"], "if": ["when"], "loop": ["for_each"],
    "with_items": ["for_each"], "foreach": ["for_each"], "ignore_errors": ["on_failure"],
    "ignore_failure": ["on_failure"], "retries": ["retry"], "tries": ["retry"],
    "noop": ["enforce"], "check_mode": ["enforce"], "enable": ["enabled"], "started": ["running"],
    "run": ["command", "running"], "cmd": ["command"], "argv": ["command"], "env": ["environment"],
    "chdir": ["cwd"], "workdir": ["cwd", "working_dir"], "interpreter_path": ["interpreter"],
    "returns": ["exit_codes"], "mem_limit": ["memory"], "membership": ["groups"],
    "restart_policy": ["restart"], "published_ports": ["ports"], "comment": ["description"],
    "tag": ["tags"], "noop_mode": ["enforce"],
  ]

  static func attribute(meantBy text: String, in kind: Kind) -> String? {
    let own = kind.attributes.map(\.name) + [kind.identityAttribute]
    let common = CommonAttributes.specs.map(\.name) + ["when", "for_each"]
    let state = kind.states.isEmpty ? [] : ["state"]
    let known = own + state + common
    return words[text]?.first { known.contains($0) } ?? nearest(to: text, among: known)
  }
}
