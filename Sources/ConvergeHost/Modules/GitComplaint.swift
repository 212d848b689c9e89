internal import ConvergeCore

/// What git says when it fails.
struct GitComplaint {
  /// Its last words that say why, on one line.
  let text: String
  let reason: HostError.Reason
  /// Whether another way of asking the same remote can do better.
  let isOfAsking: Bool
  let remedy: String?

  private static let limit = 400
  private static let unreachable = [
    "unable to access", "could not read from remote", "could not resolve", "connection",
    "authentication failed", "could not read username", "could not read password",
    "permission denied", "host key verification failed", "does not appear to be a git repository",
    "dubious ownership", "unable to look up", "timed out",
  ]

  /// - Parameter output: of standard error.
  init(_ output: [UInt8]) {
    let lines = String(decoding: output, as: UTF8.self)
      .split(whereSeparator: { $0 == "\n" || $0 == "\r" || $0 == "\r\n" })
      .map { line in String(line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }) }
      .filter { !$0.isEmpty }
    let marks = ["fatal: ", "error: ", "remote: ", "ERROR: "]
    // The first is nearest to the cause; what ssh says stands before git's own words.
    let words =
      lines.first { $0.hasPrefix("fatal: ") } ?? lines.first { $0.hasPrefix("error: ") }
      ?? lines.last
    var said = words ?? Message.silent
    for mark in marks where said.hasPrefix(mark) { said = String(said.dropFirst(mark.count)) }
    if said.lowercased().contains("could not read from remote"), let first = lines.first,
      first != words
    {
      said = "\(first); \(said)"
    }
    if said.unicodeScalars.count > Self.limit {
      said = "\(String(said.unicodeScalars.prefix(Self.limit)))…"
    }
    text = "git says: \(said)"
    let whole = lines.joined(separator: "\n").lowercased()
    isOfAsking = !Self.unreachable.contains { whole.contains($0) }
    remedy = whole.contains("dubious ownership") ? Message.safe : nil
    reason = isOfAsking ? .failed : .unavailable
  }
}

private enum Message {
  static let silent = "nothing"
  static let safe =
    "'git config --global --add safe.directory PATH' takes a repository that is somebody else's"
}
