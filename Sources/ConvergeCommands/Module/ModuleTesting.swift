internal import ConvergeCore
internal import ConvergeFacts
internal import ConvergeGraph
internal import ConvergeHost
internal import ConvergeKinds
internal import ConvergeManifest
internal import ConvergeYAML

/// Runs the tests of a module.
struct ModuleTesting {
  private static let testLimit = 10_000

  /// What came of one test.
  struct Outcome {
    enum Ending: String {
      case passed, failed
      /// The test itself is wrong.
      case wrong

      var word: String { self == .passed ? "ok  " : self == .failed ? "FAIL" : "bad " }
    }

    /// Its file without the ending.
    let name: String
    let description: String?
    let ending: Ending
    let problems: Diagnostics
    let texts: [String: [UInt8]]
  }

  /// As the user named it.
  private let directory: String
  private let text: ManifestText
  private let sources: DirectorySources
  private let modulePath: [String]
  private let storage: ModuleStore

  /// - Parameter state: has the modules of other hosts.
  /// - Throws: `Stop` with 66 where the module cannot be read.
  init(directory: String, modulePath: [String], _ state: StateOptions) throws {
    storage = ModuleStore(chosen: state.path)
    do throws(HostError) {
      let current = try WorkingDirectory.path()
      func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : path == "." ? current : "\(current)/\(path)"
      }
      let home = absolute(directory)
      self.directory = directory == "." ? "" : "\(directory)/"
      sources = DirectorySources(directory: home)
      let bytes = try sources.read("module.yml", limitBytes: YAMLReader.sizeLimitBytes)
      text = ManifestText(
        bytes, file: "\(self.directory)module.yml", path: "\(home)/module.yml")
      // A module's neighbours are what it uses most.
      self.modulePath = modulePath.map(absolute) + ["\(home)/.."]
    } catch {
      throw Stop(.unreadable, error)
    }
  }

  /// In the order of their names.
  ///
  /// - Throws: `Stop` with 66 where there are no tests.
  func outcomes() throws -> [Outcome] {
    let names = ((try? sources.list("tests")) ?? [])
      .filter { ($0.hasSuffix(".yml") || $0.hasSuffix(".yaml")) && !$0.hasPrefix(".") }.sorted()
    guard !names.isEmpty, names.count <= Self.testLimit else {
      throw Stop(.unreadable, names.isEmpty ? Message.none(directory) : Message.tooMany)
    }
    return names.map(outcome)
  }

  private func outcome(of name: String) -> Outcome {
    let file = "\(directory)tests/\(name)"
    let short = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    var problems = Diagnostics()
    var texts: [String: [UInt8]] = [:]
    func outcome(_ ending: Outcome.Ending, _ test: ModuleTest?) -> Outcome {
      Outcome(
        name: short, description: test?.description, ending: ending, problems: problems,
        texts: texts)
    }
    let bytes: [UInt8]
    do throws(HostError) {
      bytes = try sources.read("tests/\(name)", limitBytes: YAMLReader.sizeLimitBytes)
    } catch {
      problems.error("\(error)", at: Place(file: file, line: 1, column: 1))
      return outcome(.wrong, nil)
    }
    texts[file] = bytes
    let (root, found) = YAMLReader(file: file).read(bytes)
    problems.append(contentsOf: found)
    guard !found.hasErrors, let test = ModuleTest(root, file: file, reporting: &problems),
      let surroundings = surroundings(of: test, file, &problems)
    else { return outcome(.wrong, nil) }
    let reading = ManifestReader(
      kinds: registeredKinds, sources: sources, surroundings: surroundings
    ).read(text)
    texts.merge(reading.texts) { first, _ in first }
    var all = reading.problems
    _ = reading.draft.flatMap { draft in
      Graph(
        draft.resources.map(\.vertex), edges: draft.edges, junctions: draft.junctions,
        reporting: &all)
    }
    let complaints = test.complaints(about: reading.manifest, all)
    problems.append(contentsOf: complaints)
    return outcome(complaints.hasErrors ? .failed : .passed, test)
  }

  private func surroundings(
    of test: ModuleTest, _ file: String, _ problems: inout Diagnostics
  ) -> Surroundings? {
    var result = Surroundings()
    result.parameters = test.parameters
    result.secrets = GivenSecrets(test.secrets)
    result.modulePath = modulePath
    result.storage = storage
    do throws(HostError) {
      let facts = test.facts.flatMap { $0.isNull ? nil : $0.value } ?? .mapping([])
      result.facts = HostFacts(given: try GivenFacts(facts, file: file))
    } catch {
      problems.error(error.because, at: test.facts?.place)
      return nil
    }
    return result
  }
}

private enum Message {
  static func none(_ directory: String) -> String {
    "the module has no tests; write one in \(directory)tests/, as tests/defaults.yml"
  }
  static let tooMany = "the module has more than 10000 tests"
}
