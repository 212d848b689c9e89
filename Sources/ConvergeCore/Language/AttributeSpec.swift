/// One attribute of a kind, for validation and the reference alike.
package struct AttributeSpec: Sendable {
  package let name: String
  package let type: AttributeType
  /// One or two sentences: what it means, its unit, what it does on a change.
  package let summary: String
  /// The default as a user would write it; nil where the attribute is left alone when not written.
  package let defaultText: String?
  /// What a change of it does.
  package let onChange: Effect
  /// What happens to its value once it is no longer written.
  package let onRelease: Release
  /// Whether the kind shows a sensitive value to nobody; where it does not, one is refused.
  package let keepsSecrets: Bool

  package enum Effect: String, Sendable {
    case inPlace = "in place"
    case restart
    case replace
    /// It says how, not what: it is not compared with the host.
    case none = "not compared"
  }

  package enum Release: String, Sendable {
    case kept
    case reset = "back to the default"
  }

  package init(
    _ name: String, _ type: AttributeType, _ summary: String, default defaultText: String? = nil,
    onChange: Effect = .inPlace, onRelease: Release = .kept, keepsSecrets: Bool = false
  ) {
    self.name = name
    self.type = type
    self.summary = summary
    self.defaultText = defaultText
    self.onChange = onChange
    self.onRelease = onRelease
    self.keepsSecrets = keepsSecrets
  }
}
