/// The units that systemd runs the agent by (systemd.service(5), systemd.exec(5)).
package struct AgentUnit: Sendable, Equatable {
  package static let service = "converge-agent.service"
  package static let timer = "converge-agent.timer"

  /// The program, absolute.
  package var program: String
  /// The configuration, absolute; nil: the usual one.
  package var configuration: String?
  /// Where it remembers.
  package var stateDirectory: String?

  package init(program: String) { self.program = program }

  /// The agent as a service that stays.
  package var serviceText: String {
    """
    [Unit]
    Description=converge: keeps this host as its manifest says
    After=network.target dbus.service
    # Five failed starts in ten minutes are a reason to stop trying, and to tell somebody.
    StartLimitIntervalSec=10min
    StartLimitBurst=5

    [Service]
    Type=notify
    ExecStart=\(command("run"))
    ExecReload=/bin/kill -HUP $MAINPID
    WatchdogSec=3min
    Restart=on-failure
    RestartSec=5s
    # A wrong configuration does not become right by another start.
    RestartPreventExitStatus=78
    # A step that is under way is finished first, as an installation of packages; what it started
    # goes on if it takes longer than that, and is not killed with it.
    TimeoutStopSec=3min
    KillMode=process
    # A hook that takes too much memory is ended by itself.
    OOMPolicy=continue

    \(sandbox)
    [Install]
    WantedBy=multi-user.target

    """
  }

  /// The agent as a service that makes one pass, for a timer.
  package var oneshotText: String {
    """
    [Unit]
    Description=converge: one pass over this host's manifest
    After=network.target dbus.service

    [Service]
    Type=oneshot
    ExecStart=\(command("run --once"))
    TimeoutStartSec=infinity
    TimeoutStopSec=3min
    KillMode=process
    OOMPolicy=continue

    \(sandbox)
    """
  }

  /// - Parameters:
  ///   - interval: between the starts of two passes.
  ///   - splay: which part of it this host waits for, systemd works out of its machine-id.
  package func timerText(interval: Duration, splay: Duration) -> String {
    """
    [Unit]
    Description=converge: passes over this host's manifest

    [Timer]
    OnActiveSec=0
    OnUnitActiveSec=\(interval.short)
    RandomizedDelaySec=\(splay.short)
    FixedRandomDelay=true
    AccuracySec=1s

    [Install]
    WantedBy=timers.target

    """
  }

  private func command(_ verb: String) -> String {
    var words = [program, "agent", verb]
    if let configuration { words += ["--config", configuration] }
    return words.map { $0.contains(" ") && $0 != verb ? "\"\($0)\"" : $0 }.joined(separator: " ")
  }

  /// As far as its job allows: it writes anywhere, installs packages whose scripts do anything, and
  /// gives files any owner and mode, so a file system that is read-only or hidden, a filter of system
  /// calls, and most missing capabilities would each stop what somebody may declare.
  private var sandbox: String {
    """
    \(directories)RuntimeDirectory=converge-agent
    RuntimeDirectoryMode=0700
    UMask=0022
    KeyringMode=private
    LockPersonality=yes
    RestrictRealtime=yes

    """
  }

  /// Made by systemd where they are the usual ones.
  private var directories: String {
    stateDirectory == nil ? "StateDirectory=converge\nStateDirectoryMode=0700\n" : ""
  }
}
