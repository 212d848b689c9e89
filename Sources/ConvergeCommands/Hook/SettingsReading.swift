internal import ConvergeCore
internal import ConvergeExtension
internal import ConvergeHost
internal import ConvergeReport

/// Why settings cannot be run.
struct SettingsFailure: Error {
  let stop: Stop
  /// As a status has it.
  let code: Int
  /// All that is wrong, in a line each.
  let summary: String
  let isRunCommand: Bool
}

/// Reads settings, the protected ones decrypted, and tells a person of all that is wrong with them.
struct SettingsReading: Sendable {
  let verb: HookRunVerb
  let place: HandlerPlace
  let host: Host

  func read() async -> Result<ExtensionSettings, SettingsFailure> {
    var problems = Diagnostics()
    guard let document = SettingsDocument(place.text, file: place.file, reporting: &problems)
    else { return .failure(failure(problems, code: SettingsReader.Refusal.input.rawValue)) }
    let isRunCommand = document.publicSettings["source"] != nil
    var protected: Node?
    switch document.protected {
    case .none: break
    case .plain(let node): protected = node
    case .encrypted(let message, let thumbprint, let at):
      switch await decrypted(message, thumbprint, at) {
      case .success(let node): protected = node
      case .failure(let failure): return .failure(failure)
      }
    }
    var reader = SettingsReader()
    if let settings = reader.read(public: document.publicSettings, protected: protected) {
      return .success(settings)
    }
    let code = reader.refusal?.rawValue ?? SettingsReader.Refusal.input.rawValue
    return .failure(failure(reader.problems, code: code, isRunCommand: isRunCommand))
  }

  private func decrypted(
    _ message: [UInt8], _ thumbprint: String, _ at: Place
  ) async -> Result<Node, SettingsFailure> {
    let directory: String
    do throws(HostError) {
      directory = try StateDirectory.resolve(chosen: verb.certificates ?? place.certificates).path
    } catch {
      return .failure(refused(.unreadable, error))
    }
    let text: [UInt8]
    do throws(ProtectedSettings.Failure) {
      text = try await ProtectedSettings(certificatesIn: directory, on: host)
        .decrypt(message, thumbprint: thumbprint)
    } catch {
      switch error {
      case .missing(let why):
        return .failure(refused(.unavailable, why, code: HookRunWork.platformCode))
      case .refused(let why): return .failure(refused(.invalidManifest, why))
      }
    }
    var problems = Diagnostics()
    guard let node = SettingsDocument.protectedSettings(text, reporting: &problems) else {
      return .failure(failure(problems, code: SettingsReader.Refusal.input.rawValue))
    }
    return .success(node)
  }

  private func refused(
    _ status: ExitStatus, _ error: HostError,
    code: Int = SettingsReader.Refusal.input.rawValue
  ) -> SettingsFailure {
    SettingsFailure(
      stop: Stop(status, error), code: code,
      summary: "\(error)", isRunCommand: false)
  }

  private func failure(
    _ problems: Diagnostics, code: Int, isRunCommand: Bool = false
  ) -> SettingsFailure {
    // Without their lines, in which secrets can stand.
    problems.tell(in: [:], verb.color, ProblemAmount())
    let lines = problems.items.prefix(20).map { item in
      item.hint.map { "\(item.message) (\($0))" } ?? item.message
    }
    return SettingsFailure(
      stop: Stop(.invalidManifest, problems.items.map { DiagnosticReport($0) }), code: code,
      summary: lines.joined(separator: "; "), isRunCommand: isRunCommand)
  }
}
