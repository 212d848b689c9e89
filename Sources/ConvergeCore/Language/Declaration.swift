/// One resource as it was declared, checked against its kind's attributes; still without meaning.
///
/// A class, since it is large, never changes, and everybody down the pipeline refers to it.
package final class Declaration: Sendable {
  package let kind: Kind
  /// The entry's key; also the label that references use.
  package let reference: Reference
  /// Of the key.
  package let place: Place
  /// The kind's own attributes and `state`, shorthands expanded; the identity attribute is in
  /// `name`.
  package let attributes: [Node.Entry]
  /// What it manages, not yet normalised: the identity attribute, or the key.
  package let name: Node
  package var common: CommonAttributes { shared.attributes }
  /// Reads what lies beside the manifest.
  package let sources: any SourceReader
  /// The attributes that hold for a thing that is to be made, and are not enforced later.
  package let onlyAtCreation: Set<String>
  /// The name of the manifest that it stands in, also where a module declares it.
  package let manifest: String
  private let shared: SharedAttributes

  package init(
    kind: Kind, reference: Reference, place: Place, attributes: [Node.Entry], name: Node,
    common: CommonAttributes, sources: any SourceReader, onlyAtCreation: Set<String> = [],
    manifest: String = ""
  ) {
    self.kind = kind
    self.reference = reference
    self.place = place
    self.attributes = attributes
    self.name = name
    shared = common == SharedAttributes.usual.attributes ? .usual : SharedAttributes(common)
    self.sources = sources
    self.onlyAtCreation = onlyAtCreation
    self.manifest = manifest
  }

  /// What tells it from others of its kind on the host where it is no thing of the host's and has
  /// only a label, as a command: the manifest, the module, the label.
  package var scopedLabel: String {
    let label = reference.module.isEmpty ? reference.name : "\(reference.module)/\(reference.name)"
    return manifest.isEmpty ? label : "\(manifest)/\(label)"
  }
}

/// The attributes that every resource accepts: many write none of them, and have these in common.
private final class SharedAttributes: Sendable {
  static let usual = SharedAttributes(CommonAttributes())
  let attributes: CommonAttributes
  init(_ attributes: CommonAttributes) { self.attributes = attributes }
}
