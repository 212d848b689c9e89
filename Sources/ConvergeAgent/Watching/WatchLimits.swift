/// How quickly, and how often at the most, what was sighted is checked.
package struct WatchLimits: Sendable, Equatable {
  /// How long a thing must be left alone before it is checked: a program rarely makes one change.
  package var debounce: Duration = .milliseconds(4)
  /// However often it is changed, its check waits no longer than this after the first change.
  package var patience: Duration = .milliseconds(40)
  /// After a check, so many times as long as it took is waited before the next: checks take a fifth
  /// of the time at the most, whatever others do.
  package var restFactor = 4
  /// No longer than this: a check that installs a package, or runs a hook, takes minutes of which most
  /// are somebody else's work.
  package var restLimit: Duration = .seconds(5)
  /// A thing that was checked so often within `busyTime` is checked only every `busyRest`.
  package var busyChecks = 5
  package var busyTime: Duration = .seconds(5)
  package var busyRest: Duration = .seconds(1)
  /// A thing that had to be corrected so often within `fightTime` is being fought over.
  package var fightCorrections = 3
  package var fightTime: Duration = .seconds(60)
  /// How long it is then left as it is; twice as long each time, up to `fightRestLimit`.
  package var fightRest: Duration = .seconds(2)
  package var fightRestLimit: Duration = .seconds(600)
  /// A change that comes so soon after a correction may be somebody's answer to it; one that comes
  /// later shows that he goes on by himself.
  package var fightAnswer: Duration = .seconds(1)
  /// Who went on by himself has stopped when nothing was changed for so long, and for twice as long
  /// as he paused before.
  package var fightCalm: Duration = .seconds(3)
  /// With more things than these sighted at once, all are checked.
  package var checkedAtOnce = 2000
  /// Full passes that are asked for because something may have gone unnoticed are this far apart.
  package var fullPassRest: Duration = .seconds(30)

  /// While somebody else installs packages, it is looked whether that has ended so often.
  package var packagesRest: Duration = .milliseconds(500)

  package init() {}
}
