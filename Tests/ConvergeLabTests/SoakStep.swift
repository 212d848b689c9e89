/// One thing that somebody does to the host of the soak.
struct SoakStep {
  enum Kind: String, CaseIterable {
    case write, append, sed, edit, move, remove, chmod, chown, stray, removeFolder
    case stop, killService, disable, restart
    case killContainer, removeContainer, limitContainer, removePackage, changeUser, removeUser
    case fight, source, sourceOfFile, apply
    case killAgent, killInPass, restartAgent, reloadAgent, daemonReload, daemonReexec, restartDocker

    /// How often it comes, beside the others.
    var weight: Int {
      switch self {
      case .write, .append, .sed, .edit, .move, .remove, .chmod, .chown: 60
      case .stop, .killService, .disable, .restart: 25
      case .source: 40
      case .stray: 20
      case .killAgent, .killInPass: 8
      case .removeFolder, .killContainer, .changeUser, .reloadAgent, .daemonReload: 8
      case .restartAgent, .apply, .fight: 4
      case .removeContainer, .limitContainer, .removePackage, .removeUser: 4
      case .sourceOfFile: 8
      case .daemonReexec, .restartDocker: 2
      }
    }

    /// Whether another process is the agent afterwards.
    var endsAgent: Bool {
      switch self {
      case .killAgent, .killInPass, .restartAgent: true
      default: false
      }
    }

    var isKill: Bool { self == .killAgent || self == .killInPass }
  }

  private(set) var kind: Kind
  /// For a shell on the host. It may fail: a job that is canceled because the agent acts meanwhile,
  /// a lock that somebody else holds.
  private(set) var script: String
  /// How long nothing is done after it.
  let pauseMilliseconds: Int

  /// The same without the end of the agent; nil: nothing is left of it. What the source is to say stays.
  var sparingAgent: SoakStep? {
    guard kind.endsAgent else { return self }
    guard kind == .killInPass, let first = script.split(separator: "\n").first else { return nil }
    var step = self
    (step.kind, step.script) = (.source, String(first))
    return step
  }

  private static let table = Kind.allCases.flatMap { kind in
    Array(repeating: kind, count: kind.weight)
  }

  /// The next one; what the source is to say from then on is noted in the site.
  static func next(_ site: inout SoakSite, _ seed: inout Seed) -> SoakStep {
    let kind = table[Int.random(in: 0..<table.count, using: &seed)]
    // Always as many numbers for a kind, whatever the host does: the same seed, the same steps.
    let script = script(kind, &site, &seed)
    return SoakStep(
      kind: kind, script: script, pauseMilliseconds: Int.random(in: 0...400, using: &seed))
  }

  private static func script(_ kind: Kind, _ site: inout SoakSite, _ seed: inout Seed) -> String {
    let file = file(&seed)
    let service = Int.random(in: 0..<SoakSite.services.count, using: &seed)
    let number = Int.random(in: 0..<1000, using: &seed)
    let folder = SoakSite.folders[number % SoakSite.folders.count]
    let container = SoakSite.containers[number % SoakSite.containers.count]
    let package = SoakSite.packages[number % SoakSite.packages.count]
    let user = SoakSite.users[number % SoakSite.users.count]
    switch kind {
    case .write: return "echo 'tampered \(number)' > \(file)"
    case .append: return "echo '# tampered \(number)' >> \(file)"
    case .sed: return "sed -i 's/a/tampered/' \(file)"
    case .edit: return "printf '1s/e/tampered/\\nw\\nq\\n' | busybox ed \(file)"
    case .move: return "echo 'tampered \(number)' > /root/new; mv -f /root/new \(file)"
    case .remove: return "rm \(file)"
    case .chmod: return "chmod 0600 \(file)"
    case .chown: return "chown daemon:daemon \(file)"
    case .stray: return "echo stray > \(folder)/stray\(number)"
    case .removeFolder: return "rm -r \(folder)"
    case .stop: return "systemctl stop soak-\(service)"
    case .killService: return "systemctl kill -s KILL soak-\(service)"
    case .disable: return "systemctl -q disable soak-\(service)"
    case .restart: return "systemctl restart soak-\(service)"
    case .killContainer: return "docker kill \(container)"
    case .removeContainer: return "docker rm -f \(container)"
    case .limitContainer: return "docker update --memory 128M --memory-swap 256M \(container)"
    case .removePackage: return "apt-get remove -y -qq \(package)"
    case .changeUser: return "usermod -s /bin/sh \(user)"
    case .removeUser: return "userdel \(user)"
    case .fight:
      let fought = SoakSite.fought[number % SoakSite.fought.count]
      return "for _ in $(seq 40); do echo fought > \(fought); sleep 0.1; done"
    case .source: return site.advance(service)
    case .sourceOfFile:
      let old = #""declared \#(number % 140)\( v[0-9]*\)\?\\n"#
      let new = #""declared \#(number % 140) v\#(number)\\n"#
      return "sed -i 's/\(old)/\(new)/' \(SoakSite.path)"
    case .apply: return "converge apply -q \(SoakSite.path)"
    case .killAgent: return kill
    case .killInPass:
      let moment = String(number + 1000).dropFirst()
      return """
        \(site.advance(service))
        systemctl reload converge-agent; sleep 0.\(moment); \(kill)
        """
    case .restartAgent: return "\(forgetStarts); systemctl restart converge-agent"
    case .reloadAgent: return "systemctl reload converge-agent"
    case .daemonReload: return "systemctl daemon-reload"
    case .daemonReexec: return "systemctl daemon-reexec"
    case .restartDocker: return "systemctl restart docker"
    }
  }

  private static func file(_ seed: inout Seed) -> String {
    let service = Int.random(in: 0..<SoakSite.services.count, using: &seed)
    let number = Int.random(in: 0..<1000, using: &seed)
    switch Int.random(in: 0..<10, using: &seed) {
    case 0, 1: return SoakSite.configuration(service)
    case 2: return SoakSite.unit(service)
    case 3...5: return SoakSite.tree[number % SoakSite.tree.count]
    default: return SoakSite.plain[number % SoakSite.plain.count]
    }
  }

  /// The unit gives up after five starts in ten minutes, as it should; here somebody starts it over
  /// and over who knows what he does.
  private static let forgetStarts = "systemctl reset-failed converge-agent"

  private static let kill = """
    pid=$(systemctl show -P MainPID converge-agent); test "$pid" != 0 || exit 3
    \(forgetStarts)
    kill -KILL $pid && echo killed
    """
}
