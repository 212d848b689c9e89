internal import ConvergeBundle
internal import ConvergeCore

/// What is told of a good bundle.
struct BundleText {
  private let bundle: Bundle
  private let sizeBytes: Int

  init(_ bundle: Bundle, sizeBytes: Int) {
    self.bundle = bundle
    self.sizeBytes = sizeBytes
  }

  /// `web.bundle: version 7 of web, …`
  func summary(of file: String) -> String {
    let header = bundle.header
    let signer =
      bundle.signer == bundle.key ? bundle.key : "\(bundle.signer), \(bundle.key)"
    return """
      \(file)
        bundle   \(header.name), version \(header.version)
        created  \(header.created)
        expires  \(header.expires)
        signer   \(signer)
        content  \(bundle.digest)
        members  \(header.members.count)

      """
  }

  /// A line for each.
  var members: String {
    let sizes = bundle.header.members.map { "\($0.sizeBytes)" }
    let width = sizes.map(\.count).max() ?? 0
    return zip(bundle.header.members, sizes).map { member, size in
      let space = String(repeating: " ", count: width - size.count)
      return "    \(member.modeText)  \(space)\(size)  \(member.path)\n"
    }.joined()
  }

  /// The same for a machine.
  var value: Value {
    let header = bundle.header
    return .record([
      "converge": 1,
      "bundle": .record([
        "name": .text(header.name), "version": .integer(header.version),
        "created": .text("\(header.created)"), "expires": .text("\(header.expires)"),
        "digest": .text(bundle.digest.hexadecimal), "size": .integer(Int64(sizeBytes)),
        "signer": .text(bundle.signer), "key": .text(bundle.key),
        "members": .list(
          header.members.map { member in
            .record([
              "path": .text(member.path), "mode": .text(member.modeText),
              "size": .integer(Int64(member.sizeBytes)),
              "sha256": .text(member.digest.hexadecimal),
            ])
          }),
      ]),
    ])
  }
}
