internal import ConvergeCore

extension SightingBook {
  /// A book that is longer is not ours.
  package static let limitBytes = 8 << 20

  /// For a file of the state directory.
  package var json: [UInt8] {
    let things = entries.sorted { $0.key < $1.key }.map { identity, entries in
      Value.record([
        "space": .text(identity.space.rawValue), "name": .text(identity.name),
        "sightings": .list(entries.map(\.value)),
      ])
    }
    return Array(Value.record(["version": 1, "things": .list(things)]).jsonText().utf8)
  }

  /// What a file of the state directory says; empty where it is none of ours.
  package init(json bytes: [UInt8]) {
    self.init()
    guard bytes.count <= Self.limitBytes, let value = try? Value(json: bytes),
      value["version"] == 1, let things = value["things"]?.list
    else { return }
    var read: [Identity: [Entry]] = [:]
    for thing in things.prefix(Self.thingLimit) {
      guard let space = thing["space"]?.text, let name = thing["name"]?.text else { continue }
      let entries = (thing["sightings"]?.list ?? []).compactMap(Entry.init(_:))
      guard !entries.isEmpty else { continue }
      read[Identity(Identity.Space(rawValue: space), name)] = Array(
        entries.suffix(Self.entryLimit))
    }
    self.init(entries: read)
  }
}

extension SightingBook.Entry {
  fileprivate init?(_ value: Value) {
    guard let at = value["at"]?.integer else { return nil }
    if let process = value["process"] {
      guard let read = SightedProcess(process) else { return nil }
      self.init(wallNanoseconds: at, culprit: .process(read))
    } else {
      self.init(wallNanoseconds: at, culprit: .unknown(value["unknown"]?.text ?? ""))
    }
    told = value["told"]?.text
    commands = (value["commands"]?.list ?? []).prefix(SightingBook.entryLimit)
      .compactMap(SightedCommand.init(_:))
    isAmidRun = value["amid_run"] == true
  }

  fileprivate var value: Value {
    let who: (String, Value) =
      switch culprit {
      case .process(let process): ("process", process.value)
      case .unknown(let reason): ("unknown", .text(reason))
      case .ourselves: ("unknown", "")
      }
    let all: [(String, Value?)] = [
      ("at", .integer(wallNanoseconds)), who, ("told", told.map(Value.text)),
      ("commands", commands.isEmpty ? nil : .list(commands.map(\.value))),
      ("amid_run", isAmidRun ? true : nil),
    ]
    return .mapping(all.compactMap { key, value in value.map { Value.Member(key, $0) } })
  }
}

extension SightedCommand {
  fileprivate init?(_ value: Value) {
    guard let at = value["at"]?.integer, let process = value["process"].flatMap(SightedProcess.init)
    else { return nil }
    self.init(process, atWallNanoseconds: at)
  }

  fileprivate var value: Value {
    .record(["at": .integer(wallNanoseconds), "process": process.value])
  }
}

extension SightedProcess {
  fileprivate init?(_ value: Value) {
    guard let pid = value["pid"]?.integer.flatMap({ Int32(exactly: $0) }),
      let name = value["name"]?.text,
      let source = value["source"]?.text.flatMap(Source.init(rawValue:))
    else { return nil }
    self.init(pid: pid, name: name, source: source)
    executable = value["executable"]?.text
    commandLine = value["command"]?.text
    user = value["user"]?.integer.flatMap { UInt32(exactly: $0) }
    loginUser = value["login_user"]?.integer.flatMap { UInt32(exactly: $0) }
    unit = value["unit"]?.text
    container = value["container"]?.text
    formerName = value["former"]?.text
  }

  fileprivate var value: Value {
    let told: [(String, Value?)] = [
      ("pid", .integer(Int64(pid))), ("name", .text(name)), ("source", .text(source.rawValue)),
      ("executable", executable.map(Value.text)), ("command", commandLine.map(Value.text)),
      ("user", user.map { .integer(Int64($0)) }),
      ("login_user", loginUser.map { .integer(Int64($0)) }), ("unit", unit.map(Value.text)),
      ("container", container.map(Value.text)), ("former", formerName.map(Value.text)),
    ]
    return .mapping(told.compactMap { key, value in value.map { Value.Member(key, $0) } })
  }
}
