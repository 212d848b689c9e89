package import ConvergeCore

/// What a manifest is read with, besides its text and what lies beside it.
package struct Surroundings: Sendable {
  package var facts: any FactLookup
  /// What `secret()` reads.
  package var secrets: any SecretSource
  /// What `env()` reads.
  package var environment: [String: String]
  /// What the caller sets, the strongest first.
  package var parameters: [GivenParameter]
  /// The texts that the parameters' places point into.
  package var texts: [String: [UInt8]]
  /// Directories in which modules are found by name, absolute or relative to the manifest's.
  package var modulePath: [String] = []
  /// Where modules of other hosts are kept.
  package var storage: any ModuleStorage = KeptModules()
  /// In the place of the lock beside the manifest, for whoever makes one; nil for all others.
  package var lock: ModuleLock?
  /// Of the machine, for what is random in expressions and templates.
  package var seed: UInt64

  package init(
    facts: any FactLookup = FixedFacts(), secrets: any SecretSource = GivenSecrets(),
    environment: [String: String] = [:], parameters: [GivenParameter] = [],
    texts: [String: [UInt8]] = [:], seed: UInt64 = 0
  ) {
    self.facts = facts
    self.secrets = secrets
    self.environment = environment
    self.parameters = parameters
    self.texts = texts
    self.seed = seed
  }
}

/// A parameter's value as a caller gives it.
package struct GivenParameter: Sendable {
  package enum Content: Sendable {
    /// `-p name=value`: read as the parameter's type.
    case text(String)
    /// `-p name=@file`: the file's text, less one trailing newline; read as the parameter's type.
    case file(String)
    /// `-p name:=json`
    case value(Value)
    /// From a parameter file, with its place in it.
    case node(Node)
  }

  package let name: String
  package let content: Content

  package init(_ name: String, _ content: Content) {
    self.name = name
    self.content = content
  }
}

/// Tells facts of a host to expressions.
package protocol FactLookup: Sendable {
  /// The top-level facts, in the order of the reference.
  var names: [String] { get }

  /// One fact, read when it is first asked for; nil where there is none of that name.
  ///
  /// - Throws: `HostError` where it cannot be read.
  func fact(_ name: String) throws(HostError) -> Value?
}

/// Facts that are known already: none, or those of a test.
package struct FixedFacts: FactLookup {
  private let members: [Value.Member]

  /// - Parameter members: the top-level facts.
  package init(_ members: [Value.Member] = []) { self.members = members }

  package var names: [String] { members.map(\.key) }

  package func fact(_ name: String) throws(HostError) -> Value? {
    members.first { $0.key == name }?.value
  }
}

/// Secrets that were given: none, or those of a test.
package struct GivenSecrets: SecretSource {
  private let secrets: [String: String]

  package init(_ secrets: [String: String] = [:]) { self.secrets = secrets }

  package func secret(_ name: String) throws(HostError) -> String {
    if let secret = secrets[name] { return secret }
    throw HostError(.notFound, "read", "secret \(name)", because: "there is no such secret")
  }
}
