internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeSystems

/// What the journal knows of units that differ. Nothing of it is read where none does.
struct UnitHistory {
  /// Of so many units in a run.
  static let limit = 20
  /// How long before a unit's change a command is looked for, in microseconds.
  private static let reach: Int64 = 5_000_000

  /// When the run began that found them so, since 1970, in microseconds: what came later is its own.
  let until: Int64

  /// How the unit has come to what it is.
  ///
  /// - Parameters:
  ///   - hasEnded: whether it was found not to run.
  ///   - since: what came before says nothing; since 1970, in seconds.
  func change(of unit: String, hasEnded: Bool, since: Int64?) -> UnitRecord? {
    let entries = LocalJournal.entries(
      ["_PID=1", "UNIT=\(unit)"], UnitRecord.fields, from: (since ?? 0) * 1_000_000,
      until: until + UnitRecord.delay, limit: UnitRecord.entryLimit)
    return UnitRecord(entries, until: until, hasEnded: hasEnded)
  }

  /// Commands that sudo wrote down shortly before a unit's change, and that name the unit.
  ///
  /// What came before the unit had become what it was belongs to that.
  func commands(naming unit: String, before record: UnitRecord) -> [SudoRecord] {
    let earliest = record.wallMicroseconds - Self.reach
    return
      LocalJournal.entries(
        ["_EXE=/usr/bin/sudo", "SYSLOG_IDENTIFIER=sudo"], SudoRecord.fields,
        from: max(earliest, record.formerMicroseconds ?? earliest), until: record.wallMicroseconds,
        limit: 50
      )
      .compactMap(SudoRecord.init).filter { $0.acting.names(unit: unit, mainProcess: nil) }
      .reversed()
  }
}
