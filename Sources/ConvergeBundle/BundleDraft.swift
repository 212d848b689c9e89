package import ConvergeCore
internal import ConvergeSignatures

/// A bundle that is not signed yet.
package struct BundleDraft: Sendable {
  /// What is signed for: `-n` of ssh-keygen.
  package static let namespace = SignatureNamespace.bundle.rawValue

  package let header: BundleHeader
  /// What is to be signed, `ssh-keygen -Y sign -n converge-bundle`.
  package let text: [UInt8]
  private let content: ModuleContent

  /// - Throws: `BundleRefusal` where nobody would take it.
  package init(
    _ content: ModuleContent, name: String, version: Int64, created: BundleTime,
    expires: BundleTime
  ) throws(BundleRefusal) {
    self.content = content
    header = try BundleHeader(
      name: name, version: version, created: created, expires: expires,
      members: content.files.map(BundleMember.init))
    text = header.text
    guard text.count <= BundleLimits.headerBytes else {
      throw BundleRefusal(.tooLarge, Message.tooLarge)
    }
  }

  /// The bundle with its signature, the same bytes every time, and as whoever trusts its key reads
  /// it.
  ///
  /// - Throws: `BundleRefusal` where the signature is no good.
  package func bundle(
    signed armour: String
  ) throws(BundleRefusal) -> (bytes: [UInt8], bundle: Bundle) {
    let signature: SSHSignature
    do throws(SignatureProblem) {
      signature = try SSHSignature(armoured: armour, for: .bundle)
    } catch {
      throw BundleRefusal(.signature, error.message)
    }
    guard signature.fits(text) else { throw BundleRefusal(.signature, Message.other) }
    var archive: [UInt8] = []
    try Self.add(&archive, TarBlock.headerName, false, text)
    try Self.add(&archive, TarBlock.signatureName, false, Array(signature.armoured.utf8))
    for file in content.files {
      try Self.add(&archive, TarBlock.folder + file.path, file.isExecutable, file.bytes)
    }
    archive += TarBlock.zero + TarBlock.zero
    // What a host would refuse is not given out.
    let trust = BundleTrust(
      AllowedSigners(only: signature.key, named: "\(signature.key)"), at: header.created)
    return (archive, try Bundle(archive, trusting: trust))
  }

  private static func add(
    _ archive: inout [UInt8], _ path: String, _ isExecutable: Bool, _ content: [UInt8]
  ) throws(BundleRefusal) {
    guard
      let block = TarBlock.header(
        path: path, isExecutable: isExecutable, sizeBytes: content.count)
    else { throw BundleRefusal(.path, Message.long(path)) }
    archive += block
    archive += content
    archive += [UInt8](repeating: 0, count: TarBlock.padding(behind: content.count))
  }
}

private enum Message {
  static let tooLarge = "its header has more than 8 MiB"
  static let other = "the signature is not one of this bundle's header"
  static func long(_ path: String) -> String { "the path '\(path)' is too long" }
}
