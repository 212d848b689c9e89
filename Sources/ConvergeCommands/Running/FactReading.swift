internal import ConvergeCore
internal import ConvergeFacts
internal import ConvergeHost

/// Facts for a verb that tells them: what can be read is told, and what cannot, too.
struct FactReading {
  private let given: GivenFacts?
  private let directory: String

  /// - Parameter directory: of own facts; nil: the usual one.
  /// - Throws: `Stop` where given facts or the directory cannot be read.
  init(_ options: FactOptions, directory: String?) throws {
    given = try options.given()
    guard let directory else {
      self.directory = OwnFacts.usualDirectory
      return
    }
    let path = directory.hasPrefix("/") ? directory : "\(try WorkingDirectory.path())/\(directory)"
    self.directory =
      "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    guard WorkingDirectory.isDirectory(self.directory) else {
      throw Stop(.unreadable, Message.noDirectory(directory))
    }
  }

  /// What the path leads to, all facts where there is none; beside it, what could not be read.
  ///
  /// - Throws: `Stop` with 64 for a path that leads nowhere, with 4 where all that was asked for
  ///   could not be read.
  func value(at path: FactPath?) throws -> (value: Value, problems: [HostError]) {
    if let given { return (try Self.value(given, at: path), []) }
    return try Waiting.run { [directory] in
      let local = LocalHost()
      let own = OwnFacts(host: local.host, directory: directory, yaml: FactText.yaml)
      let reader = FactReader(host: local.host, version: Converge.version, own: own)
      let result: Result<(value: Value, problems: [HostError]), any Error>
      do {
        result = .success(try await Self.value(reader, own, at: path))
      } catch {
        result = .failure(error)
      }
      await local.close()
      return try result.get()
    }
  }

  private static func value(
    _ reader: FactReader, _ own: OwnFacts, at path: FactPath?
  ) async throws -> (value: Value, problems: [HostError]) {
    guard let path else {
      var members: [Value.Member] = []
      for name in reader.names where name != ownName {
        members.append(Value.Member(name, try await reader.fact(named: name)))
      }
      let all = await all(own)
      return (.mapping(members + [Value.Member(ownName, all.value)]), all.problems)
    }
    if path.name == ownName {
      guard let name = path.rest.first else { return await all(own) }
      let value = try await found { () async throws(HostError) in try await own.fact(named: name) }
      return (try path.reached(in: .mapping([Value.Member(name, value)])), [])
    }
    let fact = try await found { () async throws(HostError) in
      try await reader.fact(named: path.name)
    }
    return (try path.reached(in: fact), [])
  }

  private static func value(_ given: GivenFacts, at path: FactPath?) throws -> Value {
    do throws(HostError) {
      guard let path else {
        var members: [Value.Member] = []
        for name in given.names {
          members.append(Value.Member(name, try given.readyFact(named: name) ?? .null))
        }
        return .mapping(members)
      }
      return try path.value(in: given.readyFact(named: path.name) ?? .null, path.rest)
    } catch {
      throw Stop(.usage, error.because)
    }
  }

  /// All own facts that can be read.
  private static func all(_ own: OwnFacts) async -> (value: Value, problems: [HostError]) {
    var members: [Value.Member] = []
    var problems: [HostError] = []
    do throws(HostError) {
      for name in try own.names() {
        do throws(HostError) {
          members.append(Value.Member(name, try await own.fact(named: name)))
        } catch {
          problems.append(error)
        }
      }
    } catch {
      problems.append(error)
    }
    return (.mapping(members), problems)
  }

  private static func found(
    _ read: () async throws(HostError) -> Value
  ) async throws -> Value {
    do throws(HostError) {
      return try await read()
    } catch {
      throw error.reason == .notFound ? Stop(.usage, error.because) : Stop(.incomplete, error)
    }
  }

  private static let ownName = "local"
}

extension FactPath {
  /// - Throws: `Stop` with 64 where it leads nowhere.
  fileprivate func reached(in fact: Value) throws -> Value {
    do throws(HostError) {
      return try value(in: fact, rest)
    } catch {
      throw Stop(.usage, error.because)
    }
  }
}

private enum Message {
  static func noDirectory(_ directory: String) -> String {
    "'\(directory)' is no directory; name one that has own facts"
  }
}
