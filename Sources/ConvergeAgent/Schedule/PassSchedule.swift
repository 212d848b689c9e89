internal import ConvergeCore

/// When full passes take place: at the start, and then at fixed times of the day's clock, which are
/// spread over hosts by their machine-id, so that they do not all ask one server at once.
///
/// The clock on the wall only says which moment is aimed at. What is waited for is counted on a clock
/// that nobody sets: an hour of wrong time cannot hold a pass up by more than half an interval.
package struct PassSchedule: Sendable, Equatable {
  package let interval: Duration
  /// Of this host, into the interval.
  package let offset: Duration

  /// - Parameter machineID: of machine-id(5).
  package init(interval: Duration, splay: Duration, machineID: String) {
    self.interval = interval
    offset = Self.offset(below: splay, machineID)
  }

  /// The same for a host ever after, and anywhere between zero and `splay` for others.
  package static func offset(below splay: Duration, _ machineID: String) -> Duration {
    let span = UInt64(max(0, splay.wholeMilliseconds))
    guard span > 0 else { return .zero }
    let bytes = Digest(of: "converge splay \(machineID)").hexadecimal.prefix(15)
    return .milliseconds(Int64(UInt64(bytes, radix: 16).map { $0 % (span + 1) } ?? 0))
  }

  /// When the next pass is due, on the clock since the boot.
  ///
  /// - Parameter last: when the last one began, on that clock; nil: none has.
  package func deadline(after last: UInt64?, at now: AgentMoment) -> UInt64 {
    guard let last else { return now.bootNanoseconds }
    let whole = Int64(max(1, interval.wholeMilliseconds)) * 1_000_000
    let phase = offset.wholeMilliseconds * 1_000_000
    let wall = now.wallSeconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue
    let past = ((wall &- phase) % whole + whole) % whole
    var due = now.bootNanoseconds + UInt64(whole - past)
    let half = UInt64(whole) / 2
    // Right after the one at the start another would tell nothing new.
    while due < last + half { due += UInt64(whole) }
    return max(now.bootNanoseconds, min(due, last + UInt64(whole) + half))
  }
}
