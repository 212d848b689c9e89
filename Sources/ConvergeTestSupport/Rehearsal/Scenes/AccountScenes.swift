/// A group that is to be there: missing, with another number, or as it should be.
struct GroupScene: Scene {
  static func write(_ number: Int, into writer: inout ScenarioWriter) {
    let (name, gid) = ("group\(number)", 5000 + number)
    switch Int.random(in: 0...2, using: &writer.numbers) {
    case 0: writer.there("groups", "\(name): { gid: \(gid) }")
    case 1: writer.there("groups", "\(name): { gid: \(7000 + number) }")
    default: break
    }
    writer.add("group", name, ["gid: \(gid)"]) {
      $0.after = [("groups", "\(name): { gid: \(gid) }")]
    }
  }
}

/// A user that is to be there, in groups that are declared or not.
struct UserScene: Scene {
  static func write(_ number: Int, into writer: inout ScenarioWriter) {
    let (name, uid) = ("user\(number)", 6000 + number)
    var attributes = ["uid: \(uid)"]
    var names: [String] = ["group:\(name)"]
    var expected = ["uid: \(uid)"]
    if writer.chance(40), let group = writer.pick("group").map({ writer.draft($0).name }) {
      attributes.append("gid: \(group)")
      names = ["group:\(group)"]
    } else if writer.chance(20) {
      writer.add("group", name, ["gid: \(8000 + number)"]) {
        $0.after = [("groups", "\(name): { gid: \(8000 + number) }")]
      }
    }
    if writer.chance(40), let group = writer.pick("group").map({ writer.draft($0).name }),
      group != name
    {
      attributes.append("groups: [\(group)]")
      names.append("group:\(group)")
    }
    if writer.chance(60) {
      attributes.append("shell: /bin/sh")
      names.append("path:/bin/sh")
      expected.append("shell: /bin/sh")
    }
    if writer.chance(20) {
      let hash = "$6$salt$" + String(repeating: "h", count: 86)
      attributes.append("password: \"\(hash)\"")
      expected.append("password: \"\(hash)\"")
    }
    var home: String?
    if writer.chance(40) {
      home = writeHome(number, &writer)
      attributes += ["home: \(home ?? "")", "create_home: true"]
      names.append("above:\(home ?? "")")
      expected.append("home: \(home ?? "")")
    }
    if writer.chance(40) {
      let other = writer.chance(50) ? uid : 9000 + number
      writer.there("users", "\(name): { uid: \(other), shell: /bin/false }")
    }
    writer.add("user", name, attributes) {
      $0.names = names
      $0.after = [("users", "\(name): { \(expected.joined(separator: ", ")) }")]
      if let home {
        $0.owned = [home]
        $0.after.append(("directories", "\(home): { owner: \(name) }"))
      }
    }
  }

  /// A home below `/home`, or in a directory of its own.
  private static func writeHome(_ number: Int, _ writer: inout ScenarioWriter) -> String {
    guard writer.chance(40) else { return "/home/user\(number)" }
    let directory = "/srv/homes\(number)"
    writer.add("directory", directory, ["mode: \"0755\""]) {
      $0.after = [("directories", "\(directory): { mode: \"0755\" }")]
    }
    return "\(directory)/user\(number)"
  }
}

/// A user that is to go, with its home and its group.
struct AccountRemovalScene: Scene {
  static func write(_ number: Int, into writer: inout ScenarioWriter) {
    let (user, group) = ("olduser\(number)", "oldgroup\(number)")
    writer.there("groups", "\(group): { gid: \(4000 + number) }")
    writer.there("users", "\(user): { uid: \(3000 + number), gid: \(4000 + number) }")
    var attributes = ["state: absent"]
    var owned: [String] = []
    if writer.chance(50) {
      writer.there("directories", "/home/\(user): { owner: \"\(3000 + number)\" }")
      writer.there("files", "/home/\(user)/.profile: { content: x, owner: \"\(3000 + number)\" }")
      attributes.append("remove_home: true")
      owned = ["/home/\(user)", "/var/mail/\(user)"]
    }
    let takesGroup = writer.chance(75)
    if takesGroup {
      // Only who says whose group it is can ask for the group to go after the user.
      attributes.append("gid: \(group)")
      writer.add("group", group, ["state: absent"]) {
        $0.aim = .absence
        $0.after = [("groups", "\(group): absent")]
      }
    }
    writer.add("user", user, attributes) {
      $0.aim = .absence
      $0.names = ["group:\(takesGroup ? group : user)"]
      $0.owned = owned
      $0.after = [("users", "\(user): absent")]
      if !owned.isEmpty { $0.after.append(("files", "/home/\(user)/.profile: absent")) }
    }
  }
}
