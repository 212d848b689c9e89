internal import ConvergeCore

extension ConfigurationReader {
  private static let keys = ["days", "for", "from", "to"]

  /// `windows: [{ days: [mon], from: "02:00", to: "04:00", for: [restart] }]`
  mutating func readWindows(_ node: Node) {
    guard let nodes = node.sequence else {
      return refuse(Message.noList, node, hint: Message.example)
    }
    let windows = nodes.compactMap { window($0) }
    set { $0.windows = windows }
  }

  private mutating func window(_ node: Node) -> MaintenanceWindow? {
    guard let entries = node.mapping else {
      refuse(Message.noWindow, node, hint: Message.example)
      return nil
    }
    for entry in entries {
      let key = entry.key.scalar?.text ?? ""
      if !Self.keys.contains(key) {
        unknown(key, among: Self.keys, of: "a window", at: entry.key.place)
      }
    }
    guard let from = node["from"], let to = node["to"] else {
      refuse(Message.noTimes, node, hint: Message.example)
      return nil
    }
    guard let fromMinute = minute(from, "from"), let toMinute = minute(to, "to") else { return nil }
    guard fromMinute != toMinute else {
      refuse(Message.empty, to, hint: Message.wholeDay)
      return nil
    }
    var window = MaintenanceWindow(fromMinute: fromMinute % 1440, toMinute: toMinute)
    if let days = node["days"] {
      let words = MaintenanceWindow.Day.allCases.map(\.rawValue)
      window.days = Set(
        list(days, "days", among: words).compactMap(MaintenanceWindow.Day.init))
    }
    if let disruptions = node["for"] {
      let words = Disruption.allCases.map(\.rawValue)
      window.disruptions = Set(
        list(disruptions, "for", among: words).compactMap(Disruption.init))
    }
    return window
  }

  private mutating func list(_ node: Node, _ key: String, among words: [String]) -> [String] {
    let nodes = node.sequence ?? [node]
    if nodes.isEmpty { refuse(Message.nothing(key), node) }
    return nodes.compactMap { word($0, key, among: words) }
  }

  /// `"02:00"`, also unquoted, where YAML 1.2 takes it for a text; `24:00` is the day's end.
  private mutating func minute(_ node: Node, _ key: String) -> Int? {
    let parts = (node.scalar?.text ?? "").split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isNumber) }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60,
      hour < 24 || (hour == 24 && minute == 0)
    else {
      refuse(Message.noTime(key, node.scalar?.text ?? ""), node, hint: Message.times)
      return nil
    }
    return hour * 60 + minute
  }
}

private enum Message {
  static let noList = "'windows' is a list"
  static let example =
    "write windows: [{ days: [mon, tue], from: \"02:00\", to: \"04:00\", for: [restart] }]"
  static let noWindow = "a window is a mapping"
  static let noTimes = "a window has 'from' and 'to'"
  static let empty = "a window that ends as it begins is never open"
  static let wholeDay = "for a whole day write from: \"00:00\", to: \"24:00\""
  static func nothing(_ key: String) -> String { "'\(key)' names nothing" }
  static func noTime(_ key: String, _ text: String) -> String {
    "'\(text)' of '\(key)' is no time of day"
  }
  static let times = "write it as \"02:00\" or \"23:30\""
}
