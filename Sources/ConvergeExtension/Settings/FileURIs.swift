internal import ConvergeCore
internal import ConvergeHooks

/// The URIs of files that are fetched first.
enum FileURIs {
  private static let limit = 1000

  /// Reads the list `key`; two files of one name are an error, where the one would replace the other.
  static func read(
    _ key: String, in object: inout SettingsObject, of storage: StorageAccount?
  ) -> [ExtensionSettings.File] {
    var files: [ExtensionSettings.File] = []
    let elements = object.list(key)
    if elements.count > limit { object.report(Message.many, at: object.place(key)) }
    for element in elements.prefix(limit) {
      guard case .text(let text)? = element.scalar?.resolved else {
        object.report(Message.noText(key), at: element.place)
        continue
      }
      if let file = file(text, named: nil, at: element.place, in: &object, of: storage) {
        add(file, to: &files, at: element.place, in: &object)
      }
    }
    return files
  }

  /// A file by its URI; nil where a problem was reported. Nothing of a URI is in a message: it can
  /// hold a token.
  static func file(
    _ text: String, named name: String?, at place: Place, in object: inout SettingsObject,
    of storage: StorageAccount?
  ) -> ExtensionSettings.File? {
    let address: WebAddress
    do throws(WebAddressProblem) { address = try WebAddress(text) } catch {
      report(Message.noURI(error.message), at: place, in: &object)
      return nil
    }
    if let storage, !BlobName.isBlob(address, of: storage) {
      report(Message.noBlob, at: place, in: &object, hint: Message.blobHint)
      return nil
    }
    let name = name ?? address.fileName ?? ""
    if let problem = HookFileName.problem(of: name) {
      report(Message.noName(problem), at: place, in: &object)
      return nil
    }
    return ExtensionSettings.File(address: address, name: name)
  }

  static func add(
    _ file: ExtensionSettings.File, to files: inout [ExtensionSettings.File], at place: Place,
    in object: inout SettingsObject
  ) {
    if files.contains(where: { $0.name == file.name }) || file.name == "script.sh" {
      report(Message.twin, at: place, in: &object, hint: Message.twinHint)
      return
    }
    files.append(file)
  }

  private static func report(
    _ message: String, at place: Place, in object: inout SettingsObject, hint: String? = nil
  ) {
    object.problems.append(
      Diagnostic(.error, message, at: place, hint: hint, hidesLine: true))
  }
}

private enum Message {
  static let many = "there are more than 1000 files"
  static func noText(_ key: String) -> String { "'\(key)' must be a list of URIs" }
  static func noURI(_ problem: String) -> String { "it is no URI of a file: \(problem)" }
  static let noBlob =
    "with 'storageAccountName' every URI must be a blob of that account, and this one is not"
  static let blobHint = "https://ACCOUNT.blob.core.windows.net/CONTAINER/BLOB"
  static func noName(_ problem: String) -> String {
    "the last part of the URI gives the file no name: \(problem)"
  }
  static let twin = "another file has the same name"
  static let twinHint = "the name is the last part of the URI's path; 'script.sh' is taken, too"
}
