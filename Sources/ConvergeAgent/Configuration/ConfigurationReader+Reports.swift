internal import ConvergeCore

extension ConfigurationReader {
  private static let keys = ["journal", "keep", "listen", "textfile", "webhook"]

  /// `reports: { keep: { runs: 200, for: 30d }, journal: true, … }`
  mutating func readReports(_ node: Node) {
    var reports = ReportDestinations()
    for (key, value) in entries(node, of: "reports", Self.keys) {
      switch key {
      case "keep": readKeep(value, &reports)
      case "journal": reports.journal = boolean(value, "journal") ?? reports.journal
      case "textfile": reports.textfile = path(value, "textfile")
      case "listen": reports.listen = address(value)
      default: reports.webhook = webhook(value)
      }
    }
    set { $0.reports = reports }
  }

  private mutating func readKeep(_ node: Node, _ reports: inout ReportDestinations) {
    for (key, value) in entries(node, of: "keep", ["for", "runs"]) {
      switch key {
      case "runs":
        reports.keptRuns = integer(value, "runs", in: 1...100_000) ?? reports.keptRuns
      default:
        reports.keptFor =
          duration(value, "for", from: .seconds(60), to: .seconds(3650 * 86_400))
          ?? reports.keptFor
      }
    }
  }

  private mutating func webhook(_ node: Node) -> ReportDestinations.Webhook? {
    var webhook = ReportDestinations.Webhook(url: "")
    let node = node.scalar == nil ? node : Node(.mapping([]), at: node.place)
    for (key, value) in entries(node, of: "webhook", ["timeout", "url"]) {
      switch key {
      case "url": webhook.url = text(value, "url") ?? ""
      default:
        webhook.timeout =
          duration(value, "timeout", from: .milliseconds(100), to: .seconds(300))
          ?? webhook.timeout
      }
    }
    guard let address = try? WebAddress(webhook.url) else {
      refuse(Message.noURL, node["url"] ?? node, hint: Message.urlExample)
      return nil
    }
    guard address.scheme == .https || Self.isLoopback(address.plainHost) else {
      refuse(Message.inTheOpen, node["url"] ?? node, hint: Message.urlExample)
      return nil
    }
    return webhook
  }

  private static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }

  /// `127.0.0.1:9598`, `[::1]:9598` or `unix:/PATH`.
  private mutating func address(_ node: Node) -> String? {
    guard let text = text(node, "listen") else { return nil }
    guard MetricsAddress(text) != nil else {
      refuse(Message.noAddress(text), node, hint: "write 127.0.0.1:9598, [::1]:9598 or unix:/PATH")
      return nil
    }
    return text
  }

  /// The entries of a mapping that has no others than these keys.
  mutating func entries(
    _ node: Node, of name: String, _ keys: [String]
  ) -> [(key: String, value: Node)] {
    guard let entries = node.mapping else {
      refuse(Message.noMapping(name), node)
      return []
    }
    return entries.compactMap { entry in
      let key = entry.key.scalar?.text ?? ""
      guard keys.contains(key) else {
        unknown(key, among: keys, of: "'\(name)'", at: entry.key.place)
        return nil
      }
      return entry.value.isNull ? nil : (key, entry.value)
    }
  }
}

private enum Message {
  static let noURL = "'webhook' has no address that it can be sent to"
  static let inTheOpen = "reports are not sent to another machine without encryption"
  static let urlExample = "write webhook: { url: https://example.org/converge }"
  static func noAddress(_ text: String) -> String { "'\(text)' is no address with a port" }
  static func noMapping(_ name: String) -> String { "'\(name)' is a mapping" }
}
