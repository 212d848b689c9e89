internal import ConvergeCore
internal import ConvergeTemplate

/// The functions of expressions and templates that reach out of them: `secret`, `file`, `env`.
struct ScopeFunctions: Sendable {
  let surroundings: Surroundings
  let sources: any SourceReader

  /// A file's text in an expression has at most so many bytes.
  private static let fileLimitBytes = 16 << 20

  /// Puts them into a scope.
  func add(to scope: inout Scope) {
    scope.set("secret", .function(secret))
    scope.set("file", .function(file))
    scope.set("env", .function(environment))
  }

  private var secret: TemplateFunction {
    let secrets = surroundings.secrets
    return TemplateFunction("secret") { (positional, named) throws(TemplateInputFailure) in
      let name = try Self.text(positional, named, of: "secret", upTo: 1)
      do throws(HostError) {
        return .sensitive(.text(try secrets.secret(name)))
      } catch {
        throw TemplateInputFailure(
          "cannot read the secret '\(name)': \(error.because)", hint: error.remedy)
      }
    }
  }

  private var file: TemplateFunction {
    let sources = sources
    return TemplateFunction("file") { (positional, named) throws(TemplateInputFailure) in
      let path = try Self.text(positional, named, of: "file", upTo: 1)
      do throws(HostError) {
        let bytes = try sources.read(path, limitBytes: Self.fileLimitBytes)
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw HostError(.wrongType, "read", path, because: "it is not UTF-8 text")
        }
        return .text(text)
      } catch {
        throw TemplateInputFailure(
          "cannot read '\(path)': \(error.because)",
          hint: error.remedy ?? "a path is relative to the manifest that it stands in")
      }
    }
  }

  private var environment: TemplateFunction {
    let variables = surroundings.environment
    return TemplateFunction("env") { (positional, named) throws(TemplateInputFailure) in
      let name = try Self.text(positional, named, of: "env", upTo: 2)
      if let value = variables[name] { return .text(value) }
      if positional.count == 2 { return positional[1] }
      throw TemplateInputFailure(
        "the environment has no '\(name)'", hint: "env('\(name)', 'text') gives a default")
    }
  }

  private static func text(
    _ positional: [Value], _ named: [Value.Member], of function: String, upTo most: Int
  ) throws(TemplateInputFailure) -> String {
    guard named.isEmpty, (1...most).contains(positional.count),
      case .text(let text) = positional[0],
      !text.isEmpty
    else {
      let second = most == 2 ? ", and a default" : ""
      throw TemplateInputFailure("\(function)() takes a name as text\(second)")
    }
    return text
  }
}
