internal import ConvergeCore

/// What is heard of one unit: org.freedesktop.systemd1(5).
struct WatchedUnit {
  /// Whether a job of it is under way.
  private(set) var isBusy = false
  /// Its last main process, which may have ended.
  private(set) var mainProcess: Int32?
  private(set) var deed = DeedClock()
  private var account = UnitAccount()
  private var state = ""
  /// The state that a job has ended with, as long as it is in it.
  private var madeByJob: String?

  /// Takes in the properties that a signal tells.
  ///
  /// - Parameter changed: the second argument of `PropertiesChanged`.
  mutating func take(_ changed: [BusValue], at now: Int64) {
    var (code, status): (Int?, Int?) = (nil, nil)
    var job: UInt64?
    let before = state
    for case .dictionaryEntry(.text(let name), .variant(let value)) in changed {
      switch name {
      case "Job": if case .structure(let parts) = value { job = parts.first?.unsigned }
      case "ActiveState": state = value.text ?? ""
      case "Result": account.result = value.text
      case "ExecMainPID":
        mainProcess = value.unsigned.flatMap { Int32(exactly: $0) }.flatMap { $0 > 0 ? $0 : nil }
      case "ExecMainCode": if case .int32(let number) = value { code = Int(number) }
      case "ExecMainStatus": if case .int32(let number) = value { status = Int(number) }
      default: break
      }
    }
    if state != before { madeByJob = nil }
    if let job {
      if isBusy, job == 0 { madeByJob = state }
      isBusy = job != 0
    }
    deed.note(at: now, goesOn: isBusy)
    if let code, let status { account.exit = Self.exit(code, status) }
  }

  /// The files of units were read anew, this one's among them.
  ///
  /// - Parameter goesOn: whether they still are.
  mutating func noteFilesRead(at now: Int64, goesOn: Bool) {
    deed.note(at: now, goesOn: isBusy || goesOn)
  }

  /// What systemd says of how it has become what it is; nil while it does.
  var told: String? {
    var account = account
    switch state {
    case "inactive", "failed":
      account.job = state == "inactive" && madeByJob == state ? .stopped : nil
      // A process that was never there, as a timer's.
      if mainProcess == nil { account.exit = nil }
    case "active":
      account.job = madeByJob == state ? .started : nil
      (account.exit, account.result) = (nil, nil)
    default: return nil
    }
    return account.text
  }

  /// `CLD_EXITED`, `CLD_KILLED`, `CLD_DUMPED` of waitid(2).
  private static func exit(_ code: Int, _ status: Int) -> UnitAccount.Exit? {
    switch code {
    case 1: .exited(status)
    case 2: .killed(status)
    case 3: .dumped(status)
    default: nil
    }
  }
}
