package import ConvergeCore
package import ConvergeSignatures

/// A file that a hook needs, as it was declared.
package struct HookFile: Sendable, Hashable {
  package enum Origin: Sendable, Hashable {
    /// Fetched; `nil`: whatever comes is taken.
    case web(WebAddress, sha256: Digest?)
    /// Read from beside the manifest already.
    case given([UInt8])
  }

  package let origin: Origin
  /// In the run's directory: a plain name.
  package let name: String
  package let isExecutable: Bool
  package let signature: FileSignature?
  /// Whose signature it must be; nil: that of a signer whom the policy allows.
  package let publicKey: SigningKey?
  package let place: Place?

  /// The most that a file from beside the manifest, or one with a signature, may have.
  package static let givenLimitBytes = 64 << 20

  package init(
    _ origin: Origin, name: String, isExecutable: Bool = true, signature: FileSignature? = nil,
    publicKey: SigningKey? = nil, at place: Place? = nil
  ) {
    self.origin = origin
    self.name = name
    self.isExecutable = isExecutable
    self.signature = signature
    self.publicKey = publicKey
    self.place = place
  }

  /// What it has to be, for a run key: its digest, or where it comes from where that is all that is
  /// known. A URL's query is in it as a digest alone.
  package var content: String {
    switch origin {
    case .given(let bytes): Digest(of: bytes).description
    case .web(_, sha256: let digest?): digest.description
    case .web(let address, sha256: nil): "\(address) \(Digest(of: address.text).hexadecimal)"
    }
  }

  /// Reports files that would have the same name: the later one would take the place of the earlier.
  package static func reportTwins(_ files: [HookFile], reporting problems: inout Diagnostics) {
    var first: [String: HookFile] = [:]
    for file in files {
      guard let other = first[file.name] else {
        first[file.name] = file
        continue
      }
      problems.error(
        Message.twins(file.name), at: file.place, hint: Message.twinsHint,
        related: other.place.map { [.init(Message.first, at: $0)] } ?? [])
    }
  }
}

/// Where a file's signature is.
package enum FileSignature: Sendable, Hashable {
  /// Written out.
  case text(String)
  case web(WebAddress)
}

private enum Message {
  static func twins(_ name: String) -> String { "two files have the name '\(name)'" }
  static let twinsHint = "give one of them another 'name'"
  static let first = "the other one"
}
