internal import ConvergeCore

/// The fields of the RunCommand form (`hooks.md`, 2.6).
struct RunCommandReader {
  private static let publicKeys = [
    "source", "parameters", "runAsUser", "timeoutInSeconds", "treatFailureAsDeploymentFailure",
    "asyncExecution", "artifacts", "outputBlobUri", "errorBlobUri", "installAsService",
  ]
  private static let protectedKeys = [
    "protectedParameters", "runAsPassword", "sourceSASToken", "outputBlobSASToken",
    "errorBlobSASToken", "artifacts", "sourceManagedIdentity", "outputBlobManagedIdentity",
    "errorBlobManagedIdentity",
  ]
  private static let sourceKeys = ["script", "scriptUri", "commandId", "scriptShell"]
  /// Ninety days.
  private static let timeoutLimitSeconds: Int64 = 90 * 86_400

  var own: SettingsObject
  var secret: SettingsObject
  private(set) var refusal: SettingsReader.Refusal?

  init(_ own: SettingsObject, _ secret: SettingsObject) {
    self.own = own
    self.secret = secret
  }

  mutating func read() -> ExtensionSettings? {
    own.expect(
      Self.publicKeys,
      otherwise: [
        "protectedParameters": Message.onlyProtected, "runAsPassword": Message.onlyProtected,
        "commandToExecute": Message.otherForm, "script": Message.otherForm,
      ])
    secret.expect(Self.protectedKeys)
    refuse()
    var files: [ExtensionSettings.File] = []
    let program = source(&files)
    artifacts(&files)
    var parameters = ParameterReader()
    parameters.read("parameters", in: &own)
    parameters.read("protectedParameters", in: &secret)
    let user = own.text("runAsUser")
    let timeout = timeout()
    let failsDeployment = own.flag("treatFailureAsDeploymentFailure") ?? false
    let isAsynchronous = own.flag("asyncExecution") ?? false
    _ = secret.text("runAsPassword")
    if own.problems.hasErrors || secret.problems.hasErrors { return nil }
    guard let program else { return nil }
    var settings = ExtensionSettings(program)
    settings.form = .runCommand
    settings.files = files
    settings.parameters = parameters.named
    settings.arguments = parameters.plain
    settings.user = user
    settings.timeout = timeout
    settings.failsDeployment = failsDeployment
    settings.isAsynchronous = isAsynchronous
    if secret.has("runAsPassword") { settings.notes.append(Message.password) }
    settings.secrets = SettingsSecrets.of(
      settings, key: secret.node["runAsPassword"]?.scalar?.text)
    return settings
  }

  private mutating func source(
    _ files: inout [ExtensionSettings.File]
  ) -> ExtensionSettings.Program? {
    guard let node = own.node["source"] else { return nil }
    var source = SettingsObject("source", node, isProtected: false)
    defer { own.problems.append(contentsOf: source.problems) }
    source.expect(
      Self.sourceKeys, otherwise: ["scriptUriManagedIdentity": Message.identity])
    if source.has("commandId") {
      source.report(Message.commandID, at: source.place("commandId"), hint: Message.sourceHint)
      return nil
    }
    if let shell = source.text("scriptShell"), shell != "Default" {
      source.report(Message.shell, at: source.place("scriptShell"), hint: Message.shellHint)
    }
    // An empty one ends what runs.
    let script = source.text("script", allowsEmpty: true)
    let uri = source.text("scriptUri")
    switch (source.has("script"), source.has("scriptUri")) {
    case (false, false): source.report(Message.noSource, at: node.place, hint: Message.sourceHint)
    case (true, true):
      source.report(Message.twoSources, at: source.place("scriptUri"), hint: Message.sourceHint)
    case (true, false): return script.map { .script(Array($0.utf8)) }
    case (false, true):
      guard let uri else { return nil }
      let place = source.place("scriptUri")
      let whole = Self.with(secret.text("sourceSASToken"), uri)
      guard let file = FileURIs.file(whole, named: nil, at: place, in: &source, of: nil) else {
        return nil
      }
      FileURIs.add(file, to: &files, at: place, in: &source)
      return .file(file.name)
    }
    return nil
  }

  /// The URI with a token behind it.
  private static func with(_ token: String?, _ uri: String) -> String {
    guard let token, !token.isEmpty else { return uri }
    let plain = token.hasPrefix("?") ? String(token.dropFirst()) : token
    return uri + (uri.contains("?") ? "&" : "?") + plain
  }

  private mutating func artifacts(_ files: inout [ExtensionSettings.File]) {
    var tokens: [Int64: String] = [:]
    for node in secret.list("artifacts") {
      var artifact = SettingsObject("artifacts", node, isProtected: true)
      artifact.expect(["id", "sasToken"], otherwise: ["managedIdentity": Message.identity])
      if let id = artifact.integer("id"), let token = artifact.text("sasToken") {
        tokens[id] = token
      }
      secret.problems.append(contentsOf: artifact.problems)
    }
    for node in own.list("artifacts") {
      var artifact = SettingsObject("artifacts", node, isProtected: false)
      artifact.expect(["id", "uri", "fileName"])
      let id = artifact.integer("id")
      let uri = artifact.text("uri")
      if !artifact.has("uri") { artifact.report(Message.noURI, at: node.place) }
      let name = artifact.text("fileName")
      if let uri {
        let whole = Self.with(id.flatMap { tokens[$0] }, uri)
        let place = artifact.place("uri")
        if let file = FileURIs.file(whole, named: name, at: place, in: &artifact, of: nil) {
          FileURIs.add(file, to: &files, at: place, in: &artifact)
        }
      }
      own.problems.append(contentsOf: artifact.problems)
    }
  }

  private mutating func timeout() -> Duration? {
    guard let seconds = own.integer("timeoutInSeconds") else { return nil }
    guard (0...Self.timeoutLimitSeconds).contains(seconds) else {
      own.report(Message.timeout, at: own.place("timeoutInSeconds"))
      return nil
    }
    // None, as the extension has it.
    return seconds == 0 ? nil : .seconds(seconds)
  }

  private mutating func refuse() {
    for key in ["outputBlobUri", "errorBlobUri"] where own.has(key) {
      own.problems.append(
        Diagnostic(
          .error, Message.blob(key), at: own.place(key), hint: Message.blobHint, hidesLine: true))
    }
    for key in ["outputBlobSASToken", "errorBlobSASToken"] where secret.has(key) {
      secret.report(Message.blob(key), at: secret.place(key), hint: Message.blobHint)
    }
    for key in Self.protectedKeys where key.hasSuffix("Identity") && secret.has(key) {
      refusal = .identity
      secret.report("'\(key)': \(Message.identity)", at: secret.place(key))
    }
    if own.flag("installAsService") == true {
      own.report(Message.service, at: own.place("installAsService"))
    }
  }
}

private enum Message {
  static let onlyProtected = "it belongs into 'protectedSettings'"
  static let otherForm = "it belongs to the custom-script form, and not beside 'source'"
  static let commandID =
    "'commandId' names a script of the cloud's own, which is not on this host"
  static let sourceHint = "write one of 'script' and 'scriptUri'"
  static let noSource = "'source' has nothing to run"
  static let twoSources = "'script' and 'scriptUri' exclude each other"
  static let shell = "'scriptShell' other than 'Default' is for other systems"
  static let shellHint = "name the interpreter in the script's first line"
  static let noURI = "an artifact needs a 'uri'"
  static let timeout = "'timeoutInSeconds' must be from 0 to 7776000 (90 days)"
  static func blob(_ key: String) -> String {
    "'\(key)' is not supported: converge writes to no blobs"
  }
  static let blobHint = "the output is kept whole on this host, and its end is in the status"
  static let identity = "managed identities are not supported: converge asks no cloud for tokens"
  static let service = "'installAsService' is not supported: declare a service in a manifest"
  static let password =
    "'runAsPassword' is not needed, and was not used: converge runs as root and changes the user"
}
