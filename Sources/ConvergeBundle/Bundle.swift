package import ConvergeCore
internal import ConvergeSignatures

/// A bundle all of which was verified: its signature first, then every byte of it.
package struct Bundle: Sendable, Equatable {
  package let header: BundleHeader
  /// Of the header's text, and so of all that is in it.
  package let digest: Digest
  /// As the allowed signers name whoever has signed it.
  package let signer: String
  /// The fingerprint of the key.
  package let key: String
  package let content: ModuleContent

  /// Verifies a bundle. Nothing of it is looked at before its signature but where that stands;
  /// whether it has expired is for whoever takes it to ask.
  ///
  /// - Throws: `BundleRefusal` at the first thing that is wrong.
  package init(_ bytes: [UInt8], trusting trust: BundleTrust) throws(BundleRefusal) {
    guard bytes.count <= BundleLimits.fileBytes else {
      throw BundleRefusal(.tooLarge, Message.tooLarge)
    }
    guard !bytes.isEmpty else { throw BundleRefusal(.truncated, Message.empty) }
    var archive = TarReading(bytes)
    let text = try Self.front(
      &archive, TarBlock.headerName, limitBytes: BundleLimits.headerBytes)
    let armour = try Self.front(
      &archive, TarBlock.signatureName, limitBytes: BundleLimits.signatureBytes)
    (signer, key) = try Self.signer(of: text, armour, trust)
    header = try BundleHeader(verified: text)
    digest = Digest(of: text)
    content = try Self.content(&archive, as: header)
  }

  /// One of the two members that stand in front.
  private static func front(
    _ archive: inout TarReading, _ name: String, limitBytes: Int
  ) throws(BundleRefusal) -> [UInt8] {
    guard let (entry, content) = try archive.next(limitBytes: limitBytes), entry.path == name,
      !entry.isExecutable
    else { throw BundleRefusal(.damaged, Message.noFront(name)) }
    return Array(content)
  }

  private static func signer(
    of text: [UInt8], _ armour: [UInt8], _ trust: BundleTrust
  ) throws(BundleRefusal) -> (String, String) {
    let signature: SSHSignature
    let signer: String
    do throws(SignatureProblem) {
      signature = try SSHSignature(
        armoured: String(decoding: armour, as: UTF8.self), for: .bundle)
      signer = try trust.signers.signer(
        of: text, by: signature, as: trust.identity, atSeconds: trust.now.seconds)
    } catch {
      throw BundleRefusal(.signature, error.message)
    }
    guard armour.elementsEqual(signature.armoured.utf8) else {
      throw BundleRefusal(.signature, Message.armour)
    }
    return (signer, "\(signature.key)")
  }

  /// All other members: first whether the archive is one, then whether it is the header's.
  private static func content(
    _ archive: inout TarReading, as header: BundleHeader
  ) throws(BundleRefusal) -> ModuleContent {
    var found: [(entry: TarEntry, content: ArraySlice<UInt8>)] = []
    var paths: Set<String> = []
    while let next = try archive.next(limitBytes: BundleLimits.contentBytes) {
      guard found.count < BundleLimits.members else {
        throw BundleRefusal(.tooMany, Message.tooMany)
      }
      guard paths.insert(next.entry.path).inserted else {
        throw BundleRefusal(.duplicate, Message.twice(next.entry.path))
      }
      found.append(next)
    }
    if let other = paths.subtracting(header.members.map { TarBlock.folder + $0.path }).min() {
      throw BundleRefusal(.mismatch, Message.unknown(other))
    }
    var files: [ModuleContent.File] = []
    for (index, member) in header.members.enumerated() {
      // By bytes: two texts can be equal that are not the same name.
      let path = TarBlock.folder + member.path
      guard index < found.count, found[index].entry.path.utf8.elementsEqual(path.utf8) else {
        throw BundleRefusal(.mismatch, Message.missing(member.path))
      }
      let (entry, content) = found[index]
      let file = ModuleContent.File(
        member.path, isExecutable: entry.isExecutable, Array(content))
      guard BundleMember(file) == member else {
        throw BundleRefusal(.mismatch, Message.mismatch(member.path))
      }
      files.append(file)
    }
    do throws(ModuleContent.Complaint) { return try ModuleContent(files) } catch {
      throw BundleRefusal(.path, error.text)
    }
  }
}

private enum Message {
  static let tooLarge = "it has more than 96 MiB"
  static let empty = "it is empty"
  static func noFront(_ name: String) -> String {
    "it is no bundle: the member '\(name)' is not where it has to be"
  }
  static let armour = "the signature is not written as ssh-keygen writes it"
  static let tooMany = "it has more than \(BundleLimits.members) members"
  static func twice(_ path: String) -> String { "the member '\(path)' is in it twice" }
  static func unknown(_ path: String) -> String { "the member '\(path)' is not in the header" }
  static func missing(_ path: String) -> String {
    "the member '\(path)' of the header is not in its place in the archive"
  }
  static func mismatch(_ path: String) -> String {
    "the member '\(path)' is not what the header says: its size, mode or SHA-256 is another"
  }
}
