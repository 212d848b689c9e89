internal import ConvergeBundle
internal import ConvergeCore
internal import ConvergeSignatures
internal import Crypto

/// Somebody who signs as `ssh-keygen -Y sign` does, with a key that comes from a number.
package struct TestSigner: Sendable {
  package let name: String
  private let key: Curve25519.Signing.PrivateKey

  /// - Throws: never, for 32 bytes are always a key.
  package init(_ name: String, seed: UInt8) throws {
    self.name = name
    key = try Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: seed, count: 32))
  }

  /// A line of allowed signers.
  package var line: String { "\(name) \(publicKey)\n" }

  /// `ssh-ed25519 AAAA…`
  package var publicKey: String { "ssh-ed25519 \(Base64Text.encoded(blob))" }

  /// The text of a signature.
  package func sign(_ content: [UInt8], for namespace: String = "converge-bundle") throws -> String
  {
    let digest = Array(SHA512.hash(data: content))
    let about = Self.wire(namespace.utf8) + Self.wire([]) + Self.wire("sha512".utf8)
    let signed = Array("SSHSIG".utf8) + about + Self.wire(digest)
    let signature = Array(try key.signature(for: signed))
    let whole =
      Array("SSHSIG".utf8) + [0, 0, 0, 1] + Self.wire(blob) + about
      + Self.wire(Self.wire("ssh-ed25519".utf8) + Self.wire(signature))
    var text = "-----BEGIN SSH SIGNATURE-----\n"
    var rest = Base64Text.encoded(whole)[...]
    while !rest.isEmpty {
      text += "\(rest.prefix(70))\n"
      rest = rest.dropFirst(70)
    }
    return text + "-----END SSH SIGNATURE-----\n"
  }

  /// A signed bundle of files, those whose name ends with `.sh` executable.
  package func bundle(
    _ files: [String: String], name: String = "web", version: Int64 = 1,
    created: String = "2026-11-01T00:00:00Z", expires: String = "2027-11-01T00:00:00Z"
  ) throws -> [UInt8] {
    let content = try ModuleContent(
      files.map { path, text in
        ModuleContent.File(path, isExecutable: path.hasSuffix(".sh"), Array(text.utf8))
      })
    let draft = try BundleDraft(
      content, name: name, version: version,
      created: BundleTime(created) ?? BundleTime(seconds: 0),
      expires: BundleTime(expires) ?? BundleTime(seconds: 0))
    return try draft.bundle(signed: sign(draft.text)).bytes
  }

  private var blob: [UInt8] {
    Self.wire("ssh-ed25519".utf8) + Self.wire(Array(key.publicKey.rawRepresentation))
  }

  private static func wire(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let count = UInt32(bytes.count)
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + Array(bytes)
  }
}
