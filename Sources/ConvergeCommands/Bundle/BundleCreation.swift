internal import ConvergeBundle
internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeManifest
internal import Glibc

/// Makes a bundle: validates, reads, has it signed, and writes it.
struct BundleCreation {
  /// Until when hosts may take it.
  enum Expiry: Equatable {
    case after(Duration)
    case at(BundleTime)

    init?(_ text: String) {
      if let duration = Duration(quantity: text), duration >= .seconds(1) {
        self = .after(duration)
      } else if let time = BundleTime(text) {
        self = .at(time)
      } else {
        return nil
      }
    }
  }

  /// What is asked for.
  struct Wish {
    let directory: String
    let output: String
    let version: Int64
    let expiry: Expiry
    let signing: BundleSigning
  }

  let wish: Wish
  let input: InputOptions
  let state: StateOptions
  let color: ColorOption
  let amount: AmountOptions

  /// What came of it.
  struct Made {
    let bundle: Bundle
    let output: String
    let sizeBytes: Int
  }

  /// - Throws: `Stop` with 65, 66, 69 or 73.
  func run() throws -> Made {
    let name = try validName()
    let output: String
    do throws(HostError) { output = try Self.absolute(wish.output) } catch {
      throw Stop(.notWritable, error)
    }
    let created = Self.created()
    let expires =
      switch wish.expiry {
      case .at(let time): time
      case .after(let duration):
        BundleTime(seconds: created.seconds + duration.components.seconds)
      }
    let files = try content(without: output)
    let draft = try Self.good { () throws(BundleRefusal) in
      try BundleDraft(
        files, name: name, version: wish.version, created: created, expires: expires)
    }
    let armour = try signature(of: draft.text)
    let made = try Self.good { () throws(BundleRefusal) in try draft.bundle(signed: armour) }
    do throws(HostError) { try Self.write(made.bytes, to: output) } catch {
      throw Stop(.notWritable, error)
    }
    return Made(bundle: made.bundle, output: wish.output, sizeBytes: made.bytes.count)
  }

  private static func good<T>(_ body: () throws(BundleRefusal) -> T) throws -> T {
    do throws(BundleRefusal) { return try body() } catch {
      throw Stop(.invalidManifest, Message.refused(error.message))
    }
  }

  /// The name of the manifest, once that is valid.
  private func validName() throws -> String {
    guard WorkingDirectory.isDirectory(wish.directory) else {
      throw Stop(.unreadable, Message.noDirectory(wish.directory))
    }
    let argument = try ManifestArgument.read(wish.directory)
    return try LoadedManifest(argument, input, state).valid(color, amount.ofProblems)
      .manifest.name
  }

  /// Now, or what the environment has for it, so that the same input gives the same bundle
  /// (reproducible-builds.org, SOURCE_DATE_EPOCH).
  private static func created() -> BundleTime {
    let given = ProcessEnvironment.variable("SOURCE_DATE_EPOCH").flatMap(Int64.init)
    return BundleTime(seconds: given ?? Int64(time(nil)))
  }

  private func content(without output: String) throws -> ModuleContent {
    var refused: [String: String] = [
      input.secrets ?? SecretDirectory.usual: Message.secrets
    ]
    if case .key(let key) = wish.signing, !key.hasSuffix(".pub") { refused[key] = Message.key }
    do throws(HostError) {
      return try DirectoryContent.read(
        wish.directory, leavingOut: [output], refusing: refused)
    } catch {
      let isRefused = error.reason == .refused || error.reason == .tooLarge
      throw Stop(isRefused ? .invalidManifest : .unreadable, error)
    }
  }

  private func signature(of text: [UInt8]) throws -> String {
    let directory: String
    do throws(HostError) { directory = try WorkingDirectory.path() } catch {
      throw Stop(.unreadable, error)
    }
    return try Waiting.run { [signing = wish.signing] in
      do throws(HostError) {
        return try await signing.sign(text, in: directory)
      } catch {
        throw Stop(.unavailable, error)
      }
    }
  }

  private static func write(_ bytes: [UInt8], to output: String) throws(HostError) {
    let files = LocalFiles()
    let end = output.lastIndex(of: "/") ?? output.startIndex
    let folder = try files.resolve(end == output.startIndex ? "/" : String(output[..<end]))
    guard let folder else {
      throw HostError(.notFound, "write", output, because: Message.noFolder)
    }
    let name = output[output.index(after: end)...]
    let path = "\(folder == "/" ? "" : folder)/\(name)"
    let temporary = "\(folder)/.\(name)-\(RandomBytes.hexadecimal(digits: 8))~"
    try files.stage(
      Candidate(
        content: bytes, mode: 0o644, owner: FileOwner(user: nil, group: nil), likeness: nil),
      at: temporary)
    do { try files.rename(temporary, to: path) } catch {
      try? files.remove(temporary)
      throw error
    }
  }

  private static func absolute(_ path: String) throws(HostError) -> String {
    path.hasPrefix("/") ? path : "\(try WorkingDirectory.path())/\(path)"
  }
}

private enum Message {
  static func refused(_ because: String) -> String { "no bundle can be made: \(because)" }
  static func noDirectory(_ path: String) -> String {
    "'\(path)' is no directory: a bundle is made of one with \(BundleHeader.manifest)"
  }
  static let secrets = "it has the secrets of this host, which no bundle has"
  static let key = "it is the key that signs, which no bundle has"
  static let noFolder = "there is no such directory"
}
