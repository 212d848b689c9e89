internal import ConvergeCore

/// `facts.user`
enum UserFact {
  static let fact = Fact(
    "user", "Whom converge runs as.", from: "geteuid(2) and the name service",
    [
      FactSpec(
        "name", .text, "The account's name; null where the id has none.", from: "getpwuid(3)"),
      FactSpec("id", .integer, "Its number; 0 is root.", from: "geteuid(2)"),
      FactSpec("group", .text, "The name of its primary group.", from: "getgrgid(3)"),
      FactSpec("group_id", .integer, "The number of its primary group.", from: "getpwuid(3)"),
      FactSpec("home", .text, "Its home directory.", from: "getpwuid(3)"),
      FactSpec("shell", .text, "Its login shell.", from: "getpwuid(3)"),
    ]
  ) { host in
    let names = host.host.names
    let id = names.currentUser
    let record = (try? names.user(id: id)) ?? nil
    let group = record.flatMap { (try? names.group(id: $0.group)) ?? nil }
    return .record([
      "name": .told(record?.name), "id": .integer(Int64(id)), "group": .told(group?.name),
      "group_id": .told(record.map { Int64($0.group) }), "home": .told(record?.home),
      "shell": .told(record?.shell),
    ])
  }
}
