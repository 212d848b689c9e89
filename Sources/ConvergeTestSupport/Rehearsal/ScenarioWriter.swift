internal import ConvergeCore

/// Writes a scenario's two texts.
struct ScenarioWriter {
  private var numbers: SeededNumbers
  private var sections: [String: [String]] = [:]
  private var hostSections: [String: [String]] = [:]
  /// References written so far, for random explicit edges.
  private var references: [String] = []
  private(set) var reads: [String: [String]] = [:]

  init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

  var manifest: String { "name: random\n" + Self.text(sections) }
  var host: String { Self.text(hostSections) }

  mutating func write() {
    writeAccounts()
    writeDirectories()
    writePackages()
    for index in 0..<Int.random(in: 1...4, using: &numbers) { writeService(index) }
    for index in 0..<Int.random(in: 0...2, using: &numbers) { writeContainer(index) }
    for index in 0..<Int.random(in: 0...6, using: &numbers) { writePlainFile(index) }
    for index in 0..<Int.random(in: 0...3, using: &numbers) { writeRemoval(index) }
    for index in 0..<Int.random(in: 0...2, using: &numbers) { writeCommand(index) }
  }

  private static func text(_ sections: [String: [String]]) -> String {
    sections.sorted { $0.key < $1.key }
      .map { "\($0.key):\n" + $0.value.map { "  \($0)\n" }.joined() }.joined()
  }

  private mutating func declare(
    _ section: String, _ kind: String, _ name: String, _ attributes: [String]
  ) {
    var attributes = attributes
    // An explicit edge only to what is written already: the written order is acyclic.
    let isOrdered = attributes.contains { $0.hasPrefix("require:") || $0.hasPrefix("after:") }
    if numbers.chance(20), !isOrdered,
      let other = numbers.pick(references)
    {
      let role = ["require", "after"][numbers.chance(50) ? 0 : 1]
      attributes.append("\(role): [\"\(other)\"]")
    }
    if numbers.chance(10) { attributes.append("tags: [some]") }
    sections[section, default: []].append("\"\(name)\": { \(attributes.joined(separator: ", ")) }")
    references.append("\(kind):\(name)")
  }

  private mutating func there(_ section: String, _ line: String) {
    hostSections[section, default: []].append(line)
  }

  private mutating func writeAccounts() {
    for index in 0..<Int.random(in: 0...2, using: &numbers) {
      declare("groups", "group", "group\(index)", ["gid: \(5000 + index)"])
      if numbers.chance(30) { there("groups", "group\(index): { gid: \(5000 + index) }") }
    }
    for index in 0..<Int.random(in: 0...2, using: &numbers) {
      declare("users", "user", "user\(index)", ["uid: \(6000 + index)", "shell: /bin/sh"])
      if numbers.chance(30) {
        there("users", "user\(index): { uid: \(6000 + index), shell: /bin/false }")
      }
    }
  }

  private mutating func writeDirectories() {
    for index in 0..<Int.random(in: 1...4, using: &numbers) {
      let path = numbers.chance(50) ? "/srv/d\(index)" : "/srv/d0/e\(index)"
      declare("directories", "directory", index == 0 ? "/srv/d0" : path, ["mode: \"0755\""])
    }
  }

  private mutating func writePackages() {
    guard numbers.chance(60) else { return }
    for index in 0..<Int.random(in: 1...4, using: &numbers) {
      there("repository", "pkg\(index): [\"1.0\", \"2.0\"]")
      switch Int.random(in: 0...3, using: &numbers) {
      case 0: declare("packages", "package", "pkg\(index)", ["state: present"])
      case 1: declare("packages", "package", "pkg\(index)", ["version: \"2.0\""])
      case 2:
        there("packages", "pkg\(index): \"1.0\"")
        declare("packages", "package", "pkg\(index)", ["version: \"2.0\""])
      default:
        there("packages", "pkg\(index): \"1.0\"")
        declare("packages", "package", "pkg\(index)", ["state: absent"])
      }
    }
  }

  /// A unit with the files that it reads, linked by notify, subscribe or both.
  private mutating func writeService(_ index: Int) {
    let unit = "svc\(index)"
    let isReload = numbers.chance(30)
    var paths: [String] = []
    var subscribed: [String] = []
    for file in 0..<Int.random(in: 1...3, using: &numbers) {
      let path = "/etc/\(unit)-\(file).conf"
      paths.append(path)
      var attributes = ["content: \"\(unit) \(file) new\\n\""]
      if numbers.chance(60) {
        attributes.append("notify: [\"service:\(unit)\"]")
      } else {
        subscribed.append("\"file:\(path)\"")
      }
      if numbers.chance(70) { there("files", "\(path): { content: \"old \(file)\\n\" }") }
      declare("files", "file", path, attributes)
    }
    reads["\(unit).service"] = paths
    let list = paths.map { "\"\($0)\"" }.joined(separator: ", ")
    let state = numbers.chance(70) ? "active" : "inactive"
    there(
      "units", "\(unit): { reads: [\(list)], reload: \(isReload), state: \(state), enabled: true }")
    var attributes = ["running: true", "enabled: true"]
    if isReload { attributes.append("on_refresh: reload") }
    if !subscribed.isEmpty, numbers.chance(30) {
      // A pattern means the others too, which is as good.
      attributes.append("subscribe: [\"file:/etc/\(unit)-*\"]")
    } else if !subscribed.isEmpty {
      attributes.append("subscribe: [\(subscribed.joined(separator: ", "))]")
    }
    declare("services", "service", unit, attributes)
  }

  private mutating func writeContainer(_ index: Int) {
    let path = "/srv/c\(index).conf"
    let isThere = numbers.chance(60)
    there(
      "images", "\"app:\(index)\": { id: a\(index), remote: \(numbers.chance(50) && !isThere) }")
    if numbers.chance(70) { there("files", "\(path): { content: \"old\\n\" }") }
    declare("files", "file", path, ["content: \"new \(index)\\n\""])
    if isThere {
      there(
        "containers",
        """
        box\(index): { image: "app:\(index)", ours: true, host_config: { Memory: 67108864, \
        MemorySwap: 134217728, Binds: ["\(path):/c"], RestartPolicy: { Name: always } } }
        """)
    }
    if numbers.chance(50) { declare("images", "image", "app:\(index)", ["state: present"]) }
    let memory = numbers.chance(50) ? "128M" : "64M"
    var attributes = [
      "image: \"app:\(index)\"", "memory: \(memory)", "volumes: [\"\(path):/c\"]",
      "restart: always", "subscribe: [\"file:\(path)\"]",
    ]
    if numbers.chance(40) { attributes.append("environment: { A: \"1\" }") }
    declare("containers", "container", "box\(index)", attributes)
  }

  private mutating func writePlainFile(_ index: Int) {
    let path = "/srv/d0/f\(index)"
    switch Int.random(in: 0...3, using: &numbers) {
    case 0: declare("files", "file", path, ["content: \"x\(index)\"", "mode: \"0600\""])
    case 1: declare("files", "file", path, ["content: \"y\(index)\"", "owner: root"])
    case 2: declare("links", "link", path, ["target: \"/srv/t\(index)\"", "force: true"])
    default:
      declare("files", "file", path, ["content: \"pulled\\n\""])
      // A chain that is pulled forward into the groups' phase.
      declare("groups", "group", "late\(index)", ["require: [\"file:\(path)\"]"])
    }
  }

  private mutating func writeRemoval(_ index: Int) {
    let path = "/opt/old\(index)"
    there("directories", "\(path): {}")
    there("files", "\(path)/inside: { content: \"x\" }")
    declare("files", "file", "\(path)/inside", ["state: absent"])
    declare("directories", "directory", path, ["state: absent"])
  }

  private mutating func writeCommand(_ index: Int) {
    var attributes = ["command: [/bin/make, /srv/made\(index)]", "creates: /srv/made\(index)"]
    if numbers.chance(40) {
      let role = numbers.chance(50) ? "require" : "after"
      attributes.append("\(role): [\"file:/srv/**\", \"service:*\"]")
    }
    declare("commands", "command", "make\(index)", attributes)
  }
}
