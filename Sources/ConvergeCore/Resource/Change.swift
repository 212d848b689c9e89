/// One difference between what is and what should be.
package struct Change: Equatable, Sendable {
  /// The attribute's name; `state` for existence itself.
  package let attribute: String
  /// What was observed, for people; `.null` is "not there".
  package let from: Value
  /// What it will be.
  package let to: Value
  /// Both contents, where a unified diff says more than two values.
  package let contents: Contents?

  /// The texts behind a content change.
  package struct Contents: Equatable, Sendable {
    package let old: [UInt8]
    package let new: [UInt8]
    package let isSensitive: Bool
    package init(old: [UInt8], new: [UInt8], isSensitive: Bool = false) {
      self.old = old
      self.new = new
      self.isSensitive = isSensitive
    }
  }

  package init(_ attribute: String, from: Value, to: Value, contents: Contents? = nil) {
    self.attribute = attribute
    self.from = from
    self.to = to
    self.contents = contents
  }

  /// Whether a view may show neither value.
  package var isSensitive: Bool {
    from.isSensitive || to.isSensitive || contents?.isSensitive == true
  }
}
