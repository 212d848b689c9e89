internal import ConvergeCore
internal import ConvergeHooks
internal import ConvergeSignatures

/// The custom-script extension's own fields (`hooks.md`, 2.1).
struct CustomScriptReader {
  private static let publicKeys = [
    "commandToExecute", "script", "fileUris", "skipDos2Unix", "timestamp",
  ]
  private static let protectedKeys = [
    "commandToExecute", "script", "fileUris", "storageAccountName", "storageAccountKey",
    "managedIdentity",
  ]

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
        "storageAccountName": Message.onlyProtected, "storageAccountKey": Message.onlyProtected,
        "managedIdentity": Message.onlyProtected,
      ])
    secret.expect(
      Self.protectedKeys,
      otherwise: ["skipDos2Unix": Message.onlyPublic, "timestamp": Message.onlyPublic])
    refuseIdentity()
    let storage = storageAccount()
    let program = program()
    let files = files(of: storage)
    let skips = own.flag("skipDos2Unix") ?? false
    let trigger = own.integer("timestamp").map(String.init)
    if own.problems.hasErrors || secret.problems.hasErrors { return nil }
    guard let program else { return nil }
    var settings = ExtensionSettings(program)
    settings.isProgramProtected = secret.has("commandToExecute") || secret.has("script")
    settings.files = files
    settings.convertsText = !skips
    settings.trigger = trigger
    settings.storage = storage
    settings.secrets = SettingsSecrets.of(settings, key: secretText("storageAccountKey"))
    return settings
  }

  private func secretText(_ key: String) -> String? { secret.node[key]?.scalar?.text }

  // MARK: What runs

  private mutating func program() -> ExtensionSettings.Program? {
    for key in ["commandToExecute", "script"] where own.has(key) && secret.has(key) {
      own.report(Message.twice(key), at: own.place(key), hint: Message.onePlace)
    }
    // All that is wrong is told, also of what there is too much of.
    let lines = [own.text("commandToExecute"), secret.text("commandToExecute")]
    let scripts = [Self.script(&own, &refusal), Self.script(&secret, &refusal)]
    let hasCommand = own.has("commandToExecute") || secret.has("commandToExecute")
    let hasScript = own.has("script") || secret.has("script")
    switch (hasCommand, hasScript) {
    case (false, false):
      own.report(Message.neither, at: own.node.place, hint: Message.neitherHint)
      return nil
    case (true, true):
      let place = own.has("script") ? own.place("script") : own.place("commandToExecute")
      own.report(Message.both, at: place, hint: Message.onePlace)
      return nil
    case (true, false):
      return lines.lazy.compactMap { $0 }.first.map(ExtensionSettings.Program.command)
    case (false, true): return scripts.lazy.compactMap { $0 }.first
    }
  }

  private static func script(
    _ object: inout SettingsObject, _ refusal: inout SettingsReader.Refusal?
  ) -> ExtensionSettings.Program? {
    guard let text = object.text("script") else { return nil }
    do throws(ScriptProblem) {
      return .script(try ScriptText.bytes(of: text))
    } catch {
      object.problems.append(
        Diagnostic(.error, error.message, at: object.place("script"), hidesLine: true))
      refusal = .script
      return nil
    }
  }

  // MARK: Files

  private mutating func files(of storage: StorageAccount?) -> [ExtensionSettings.File] {
    if own.has("fileUris"), secret.has("fileUris") {
      own.report(Message.twice("fileUris"), at: own.place("fileUris"), hint: Message.onePlace)
    }
    let isOwn = own.has("fileUris")
    var object = isOwn ? own : secret
    let files = FileURIs.read("fileUris", in: &object, of: storage)
    if isOwn { own = object } else { secret = object }
    return files
  }

  // MARK: Who asks

  private mutating func storageAccount() -> StorageAccount? {
    let name = secret.text("storageAccountName")
    let key = secret.text("storageAccountKey")
    guard secret.has("storageAccountName") == secret.has("storageAccountKey") else {
      let given =
        secret.has("storageAccountName") ? "storageAccountName" : "storageAccountKey"
      secret.report(Message.halfAccount, at: secret.place(given))
      return nil
    }
    if let name, !Self.isAccount(name) {
      secret.report(
        Message.accountName, at: secret.place("storageAccountName"), hint: Message.accountHint)
    }
    let bytes = key.flatMap { Base64Text.decoded($0.utf8) }
    if key != nil, bytes?.isEmpty ?? true {
      secret.report(Message.accountKey, at: secret.place("storageAccountKey"))
    }
    guard let name, let bytes, !secret.problems.hasErrors else { return nil }
    return StorageAccount(name: name, key: bytes)
  }

  private static func isAccount(_ name: String) -> Bool {
    (3...24).contains(name.utf8.count)
      && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
  }

  private mutating func refuseIdentity() {
    guard secret.has("managedIdentity") else { return }
    refusal = .identity
    let place = secret.place("managedIdentity")
    secret.report(Message.identity, at: place, hint: Message.identityHint)
    guard let node = secret.node["managedIdentity"] else { return }
    var identity = SettingsObject("managedIdentity", node, isProtected: true)
    identity.expect(["clientId", "objectId"])
    if identity.has("clientId"), identity.has("objectId") {
      identity.report(Message.twoIdentities, at: place)
    }
    secret.problems.append(contentsOf: identity.problems)
    if secret.has("storageAccountKey") || secret.has("storageAccountName") {
      secret.report(Message.identityAndKey, at: place)
    }
  }
}

private enum Message {
  static let onlyProtected = "it belongs into 'protectedSettings'"
  static let onlyPublic = "it belongs into 'publicSettings'"
  static func twice(_ key: String) -> String {
    "'\(key)' stands in both the public and the protected settings"
  }
  static let onePlace = "keep one of them"
  static let neither = "nothing is to be run"
  static let neitherHint = "write 'commandToExecute', or 'script'"
  static let both = "'commandToExecute' and 'script' exclude each other"
  static let halfAccount = "'storageAccountName' and 'storageAccountKey' need each other"
  static let accountName = "'storageAccountName' is no name of a storage account"
  static let accountHint = "3 to 24 lower-case letters and digits"
  static let accountKey = "'storageAccountKey' must be base64"
  static let identity = "'managedIdentity' is not supported: converge asks no cloud for tokens"
  static let identityHint =
    "use a URI with a shared access signature, or 'storageAccountName' and 'storageAccountKey'"
  static let twoIdentities = "'clientId' and 'objectId' exclude each other"
  static let identityAndKey = "'managedIdentity' and a storage account's key exclude each other"
}
