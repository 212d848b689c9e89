/// What a signal is called: signal(7), of x86 and ARM.
package enum SignalName {
  private static let names: [Int: String] = [
    1: "HUP", 2: "INT", 3: "QUIT", 4: "ILL", 5: "TRAP", 6: "ABRT", 7: "BUS", 8: "FPE", 9: "KILL",
    10: "USR1", 11: "SEGV", 12: "USR2", 13: "PIPE", 14: "ALRM", 15: "TERM", 24: "XCPU", 25: "XFSZ",
    31: "SYS",
  ]

  /// `SIGKILL`; `signal 35` for what has no name of its own.
  package static func text(_ number: Int) -> String {
    names[number].map { "SIG\($0)" } ?? "signal \(number)"
  }
}
