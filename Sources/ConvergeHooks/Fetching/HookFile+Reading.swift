package import ConvergeCore

extension HookFile {
  /// The keys of a file in a manifest.
  package static let fields: [AttributeSpec] = [
    AttributeSpec(
      "url", .text,
      "Where it is fetched from, over HTTP or HTTPS. Its query, which can be a token, is shown "
        + "nowhere.", keepsSecrets: true),
    AttributeSpec(
      "sha256", .text,
      "What its SHA-256 must be, 64 hexadecimal digits. A URL needs one, or `allow_unverified`."),
    AttributeSpec(
      "allow_unverified", .boolean, "True: whatever comes from the URL is taken.",
      default: "false"),
    AttributeSpec(
      "source", .source, "A file beside the manifest, instead of a URL, at most 64 MiB."),
    AttributeSpec(
      "signature", .text,
      "Its signature, as text or as the URL of one: what `ssh-keygen -Y sign -n converge` writes, "
        + "or the 64 bytes of an Ed25519 signature in base64."),
    AttributeSpec(
      "public_key", .text,
      "Whose signature it must be: an `ssh-ed25519` key, or the 32 bytes of an Ed25519 key in "
        + "base64 or hexadecimal. Without it, that of a signer whom the policy allows."),
    AttributeSpec(
      "name", .text, "Its name in the run's directory. Two files cannot have the same.",
      default: "the last part of the URL's or source's path"),
    AttributeSpec(
      "executable", .boolean, "Whether it can be run as a program.", default: "true"),
  ]

  /// Reads a file as it is declared; nil where a problem was reported.
  ///
  /// - Parameter sources: reads what lies beside the manifest.
  package init?(
    _ node: Node, reading sources: any SourceReader, reporting problems: inout Diagnostics
  ) {
    var reading = HookFileReading(node: node, sources: sources)
    let origin = reading.origin()
    let signature = reading.signature()
    let publicKey = reading.publicKey()
    let name = reading.name(origin)
    problems.append(contentsOf: reading.problems)
    guard let origin, let name, !reading.problems.hasErrors else { return nil }
    self.init(
      origin, name: name, isExecutable: node["executable"]?.value.boolean ?? true,
      signature: signature, publicKey: publicKey, at: node.place)
  }

  /// Reads the list of a hook's files, and sees that no two have one name.
  package static func list(
    _ node: Node?, reading sources: any SourceReader, reporting problems: inout Diagnostics
  ) -> [HookFile] {
    var files: [HookFile] = []
    for element in node?.sequence ?? [] {
      if let file = HookFile(element, reading: sources, reporting: &problems) {
        files.append(file)
      }
    }
    reportTwins(files, reporting: &problems)
    return files
  }
}
