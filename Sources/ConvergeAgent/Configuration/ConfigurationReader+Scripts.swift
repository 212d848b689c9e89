internal import ConvergeCore

extension ConfigurationReader {
  /// `scripts: { require_signature: true, allowed: [SHA-256, …] }`: what may run on this host. Who
  /// may sign stands in the file of `signers`, which whoever reads it adds and then checks the whole.
  mutating func readScripts(_ node: Node) {
    var members: [Value.Member] = []
    for (key, value) in entries(node, of: "scripts", ["allowed", "require_signature"]) {
      switch key {
      case "require_signature": members.append(.init("require_signature", value.value))
      default:
        // No digests is no list of allowed ones, as in the example of the documentation.
        if value.sequence?.isEmpty == true { continue }
        // As they are written: a digest of digits alone is no number.
        let texts = value.sequence?.map { Value.text($0.scalar?.text ?? "") }
        members.append(.init("allowed_digests", texts.map(Value.list) ?? value.value))
      }
    }
    set { $0.scripts = .mapping(members) }
  }
}
