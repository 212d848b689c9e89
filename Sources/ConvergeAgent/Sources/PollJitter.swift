internal import ConvergeCore

/// Keeps hosts that began together from asking a server together.
package enum PollJitter {
  /// How much later than others a host asks: the same every time, and from 0 up to, but not
  /// including, `limit`, evenly over all hosts.
  ///
  /// - Parameters:
  ///   - machineID: `/etc/machine-id`.
  ///   - source: what is asked for: a host with two sources asks for them at different times.
  package static func delay(
    machineID: String, source: AgentSource, limit: Duration
  ) -> Duration {
    let milliseconds = limit.wholeMilliseconds
    guard milliseconds > 0 else { return .zero }
    let digits = Digest(of: "\(machineID) \(source.key)").hexadecimal.prefix(15)
    return .milliseconds((Int64(digits, radix: 16) ?? 0) % milliseconds)
  }
}
