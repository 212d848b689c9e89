/// What systemd tells of a unit (org.freedesktop.systemd1(5)).
package struct UnitState: Sendable, Equatable {
  /// The name that it was asked by, perhaps an alias.
  package let name: UnitName
  /// Its real name.
  package let id: String
  /// `loaded`, `not-found`, `masked`, `bad-setting`, `error`, …
  package let loadState: String
  /// Why it could not be loaded; nil where it could.
  package let loadError: String?
  /// `active`, `reloading`, `inactive`, `failed`, `activating`, `deactivating`, `maintenance`.
  package let activeState: String
  /// `running`, `auto-restart`, `listening`, …
  package let subState: String
  /// `enabled`, `static`, `masked-runtime`, … as the files of the real unit are now; nil where it
  /// has none.
  package internal(set) var fileState: String?
  /// Whether a file defines it that systemd has not loaded.
  package let isUnread: Bool
  /// Whether its files on disk have changed since they were loaded.
  package let needsReload: Bool
  package let canReload: Bool
  /// Whether the conditions in its unit held at its last start.
  package let conditionsHeld: Bool
  /// When it was last activated, CLOCK_MONOTONIC in microseconds; 0: never.
  package let activeSinceMicroseconds: UInt64
  /// What only services have.
  package let service: Service?

  /// The part of a service's state that other units do not have.
  package struct Service: Sendable, Equatable {
    /// `simple`, `oneshot`, `notify`, …
    package let type: String
    package let remainsAfterExit: Bool
    /// How it last ended: `success`, `exit-code`, `signal`, `start-limit-hit`, …
    package let result: String
    /// When its main process began, CLOCK_MONOTONIC in microseconds; 0: never.
    package let startedMicroseconds: UInt64
  }
}

extension UnitState {
  /// Whether nothing defines it.
  package var isMissing: Bool { loadState == "not-found" && !isUnread && fileState == nil }

  /// Whether it is up, or on its way; one that only waits to be started again is not.
  package var isRunning: Bool {
    ["active", "reloading", "activating"].contains(activeState) && !isLooping
  }

  /// Whether it is down and stays so.
  package var isStopped: Bool { ["inactive", "failed"].contains(activeState) }

  /// Whether it ended and systemd is about to start it again.
  package var isLooping: Bool { activeState == "activating" && subState.hasPrefix("auto-restart") }

  /// Whether it is enabled for good; nil where that is not its own to say: it is `static`,
  /// `indirect`, `generated` or `transient`.
  package var isEnabled: Bool? {
    switch fileState {
    case "enabled": true
    case "static", "indirect", "generated", "transient": nil
    default: false
    }
  }

  /// Whether it is masked, be it until the next boot only.
  package var isMasked: Bool { fileState == "masked" || isMaskedUntilBoot }

  /// Whether systemd has loaded something else than its files say now.
  ///
  /// A mask that comes or goes is nothing that `NeedDaemonReload` tells of.
  package var isStale: Bool { isUnloaded || isMasked != (loadState == "masked") }

  /// Whether what is on disk of the unit has not been loaded.
  package var isUnloaded: Bool { needsReload || isUnread }

  /// Whether it is masked in `/run` only.
  package var isMaskedUntilBoot: Bool { fileState == "masked-runtime" }

  /// Whether it is a oneshot that is down as soon as it has done its work.
  package var endsByItself: Bool {
    service.map { $0.type == "oneshot" && !$0.remainsAfterExit } ?? false
  }

  /// Whether systemd takes it for started before its program runs (systemd.service(5), `Type=`).
  package var isStartedUnseen: Bool {
    service.map { ["simple", "idle"].contains($0.type) } ?? false
  }

  /// When it last started, CLOCK_MONOTONIC in microseconds; 0: never.
  package var startedMicroseconds: UInt64 {
    if let started = service?.startedMicroseconds, started > 0 { return started }
    return activeSinceMicroseconds
  }
}
