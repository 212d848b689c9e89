package import ConvergeCore

/// How a unit has come to what it is, by systemd's lines in the journal: systemd.journal-fields(7), and
/// the identifiers of messages in sd-messages.h.
package struct UnitRecord: Sendable, Hashable {
  package static let fields = [
    "MESSAGE_ID", "EXIT_CODE", "EXIT_STATUS", "COMMAND", "UNIT_RESULT",
    "_SOURCE_REALTIME_TIMESTAMP",
  ]
  /// So many lines back.
  package static let entryLimit = 24
  /// How much later than systemd wrote it journald may have a line, in microseconds.
  package static let delay: Int64 = 5_000_000

  package let account: UnitAccount
  /// When it happened; since 1970.
  package let wallMicroseconds: Int64
  /// When what it was before had begun, where that is told; since 1970.
  package let formerMicroseconds: Int64?

  private enum MessageID {
    static let started = "39f53479d3a045ac8e11786248231fbf"
    static let starting = "7d4958e842da4a758f6c1cdc7b36dcc5"
    static let stopping = "de5b426a63be47a7b6ac3eaac82e2f6f"
    static let stopped = "9d1aaa27d60140bd96365438aad20286"
    static let ended = "7ad2d189f7e94e70a38c781354912448"
    static let failed = "d9b373ed55a64feb8242e02dbe79a49c"
    static let exited = "98e322203f7a4ed290d09fe03c09fe15"
  }

  /// - Parameters:
  ///   - entries: the unit's, by systemd itself, the newest first.
  ///   - until: what systemd wrote from then on is passed over; since 1970, in microseconds.
  ///   - hasEnded: whether it was found not to run.
  /// - Returns: nil where its last lines do not tell of that.
  package init?(_ entries: [JournalEntry], until: Int64, hasEnded: Bool) {
    var account = UnitAccount()
    var moment: Int64?
    var former: Int64?
    reading: for entry in entries where entry.writtenMicroseconds < until {
      switch entry["MESSAGE_ID"] {
      case MessageID.started:
        guard !hasEnded, moment == nil else {
          former = entry.writtenMicroseconds
          break reading
        }
        account.job = .started
        moment = entry.writtenMicroseconds
      case MessageID.starting where hasEnded: break reading
      // Where nothing was read yet, the line of its start is not there.
      case MessageID.stopping where !hasEnded, MessageID.stopped where !hasEnded,
        MessageID.ended where !hasEnded, MessageID.failed where !hasEnded:
        former = entry.writtenMicroseconds
        break reading
      case MessageID.stopping where hasEnded, MessageID.stopped where hasEnded:
        // The line of its end may not be there yet.
        account.job = .stopped
        moment = moment ?? entry.writtenMicroseconds
      case MessageID.failed where hasEnded:
        account.result = entry["UNIT_RESULT"]
        moment = moment ?? entry.writtenMicroseconds
      case MessageID.ended where hasEnded: moment = moment ?? entry.writtenMicroseconds
      case MessageID.exited where hasEnded && entry["COMMAND"] == "ExecStart":
        account.exit = Self.exit(entry)
        moment = moment ?? entry.writtenMicroseconds
      default: continue
      }
    }
    guard let moment else { return nil }
    self.account = account
    wallMicroseconds = moment
    formerMicroseconds = former
  }

  private static func exit(_ entry: JournalEntry) -> UnitAccount.Exit? {
    guard let status = entry["EXIT_STATUS"].flatMap({ Int($0) }) else { return nil }
    return switch entry["EXIT_CODE"] {
    case "exited": .exited(status)
    case "killed": .killed(status)
    case "dumped": .dumped(status)
    default: nil
    }
  }

  /// As clauses; that it has ended is always known.
  package var text: String { account.text ?? Message.ended }
}

extension JournalEntry {
  /// By the clock of who wrote it.
  fileprivate var writtenMicroseconds: Int64 {
    fields["_SOURCE_REALTIME_TIMESTAMP"].flatMap { Int64($0) } ?? wallMicroseconds
  }
}

private enum Message {
  static let ended = "it ended by itself, without a failure"
}
