internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeManifest
internal import ConvergeYAML

/// What a manifest is read with: parameters, facts, secrets.
struct InputOptions: ParsableArguments {
  @Option(
    name: .customShort("p"),
    help: ArgumentHelp(
      """
      A parameter: NAME=VALUE, NAME=@FILE for a file's text, or NAME:=JSON; may be repeated.
      """, valueName: "name=value"))
  var parameters: [String] = []

  @Option(
    name: .customLong("parameters"),
    help: ArgumentHelp(
      "Parameters in YAML or JSON; may be repeated, later files win.", valueName: "file"),
    completion: .file(extensions: ["yml", "yaml", "json"]))
  var files: [String] = []

  @Option(
    name: .customLong("module-path"),
    help: ArgumentHelp(
      "Where modules are looked for by name, after those beside the manifest; may be repeated.",
      valueName: "directory"), completion: .directory)
  var modulePath: [String] = []

  @OptionGroup var facts: FactOptions

  @Option(
    name: .customLong("secrets-dir"),
    help: ArgumentHelp(
      "Where secrets are; default: \(SecretDirectory.usual).", valueName: "directory"),
    completion: .directory)
  var secrets: String?

  func validate() throws {
    if modulePath.contains("") {
      throw ValidationError("'--module-path' names no directory; write --module-path modules")
    }
    for text in parameters where Self.split(text) == nil {
      throw ValidationError("'\(text.prefix { $0 != "=" })' is no parameter; write -p NAME=VALUE")
    }
  }

  /// What the options say, with the modules that are kept in a state directory, and what is wrong with the files that they name.
  ///
  /// - Throws: `Stop` with 64 for JSON that is none, with 66 for a file that cannot be read.
  func surroundings(_ state: StateOptions) throws -> (Surroundings, Diagnostics) {
    var problems = Diagnostics()
    var result = Surroundings()
    for text in parameters.reversed() {
      guard let (name, content) = Self.split(text) else { continue }
      result.parameters.append(GivenParameter(name, try Self.read(name, content)))
    }
    for file in files.reversed() {
      result.parameters += try Self.read(file, &result.texts, &problems)
    }
    result.facts = try HostFacts(given: facts.given())
    result.secrets = SecretDirectory(directory: secrets ?? SecretDirectory.usual)
    result.modulePath = try modulePath.map(Self.absolute)
    result.environment = ProcessEnvironment.all()
    result.storage = ModuleStore(chosen: state.path, environment: result.environment)
    result.seed = Self.seed
    return (result, problems)
  }

  private static func absolute(_ directory: String) throws -> String {
    do throws(HostError) {
      return directory.hasPrefix("/") ? directory : "\(try WorkingDirectory.path())/\(directory)"
    } catch {
      throw Stop(.unreadable, error)
    }
  }

  private enum Written {
    case text(Substring)
    case file(Substring)
    case json(Substring)
  }

  private static func split(_ text: String) -> (name: String, content: Written)? {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
    let name = text[..<equals]
    let value = text[text.index(after: equals)...]
    if name.hasSuffix(":") {
      return name.count > 1 ? (String(name.dropLast()), .json(value)) : nil
    }
    return (String(name), value.hasPrefix("@") ? .file(value.dropFirst()) : .text(value))
  }

  private static func read(
    _ name: String, _ written: Written
  ) throws -> GivenParameter.Content {
    switch written {
    case .text(let text): return .text(String(text))
    case .json(let text):
      do {
        return .value(try Value(json: Array(text.utf8)))
      } catch {
        throw Stop(.usage, Message.noJSON(name))
      }
    case .file(let path):
      let text = try Self.text(of: String(path))
      return .file(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }
  }

  private static func text(of path: String) throws -> String {
    do throws(HostError) {
      let bytes = try DirectorySources(directory: "").read(path, limitBytes: 16 << 20)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw HostError(.wrongType, "read", path, because: Message.noText)
      }
      return text
    } catch {
      throw Stop(.unreadable, error)
    }
  }

  private static func read(
    _ file: String, _ texts: inout [String: [UInt8]], _ problems: inout Diagnostics
  ) throws -> [GivenParameter] {
    let bytes: [UInt8]
    do throws(HostError) {
      bytes = try DirectorySources(directory: "").read(file, limitBytes: 16 << 20)
    } catch {
      throw Stop(.unreadable, error)
    }
    texts[file] = bytes
    let (root, found) = YAMLReader(file: file).read(bytes)
    problems.append(contentsOf: found)
    guard let root, !root.isNull else { return [] }
    guard let entries = root.mapping else {
      problems.error(Message.noMapping, at: root.place, hint: "write NAME: VALUE")
      return []
    }
    return entries.map { GivenParameter($0.key.scalar?.text ?? "", .node($0.value)) }
  }

  /// Of the machine: the same for every run on it (FNV-1a of its machine-id).
  private static var seed: UInt64 {
    (HostDescription.local().machineID ?? "").utf8.reduce(0xcbf2_9ce4_8422_2325) {
      ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
    }
  }
}

private enum Message {
  static func noJSON(_ name: String) -> String {
    "'-p \(name):=…' is no JSON; text is written -p \(name)=TEXT"
  }
  static let noText = "it is not UTF-8 text"
  static let noMapping = "a parameter file must be a mapping of names to values"
}
