extension Node {
  /// A value as if it had been written at `place`; sensitive scalars stay so.
  ///
  /// Floats are marked as renumbered: how they were written is not known any more.
  package init(value: Value, at place: Place) {
    self.init(value: value, at: place, isSensitive: false)
  }

  private init(value: Value, at place: Place, isSensitive: Bool) {
    switch value {
    case .sensitive(let inner):
      self.init(value: inner, at: place, isSensitive: true)
    case .list(let elements):
      self.init(
        .sequence(elements.map { Node(value: $0, at: place, isSensitive: isSensitive) }), at: place)
    case .mapping(let members):
      self.init(
        .mapping(
          members.map { member in
            Entry(
              key: Node(.scalar(Scalar(member.key, isPlain: false)), at: place),
              value: Node(value: member.value, at: place, isSensitive: isSensitive))
          }), at: place)
    case .text(let text):
      self.init(.scalar(Scalar(text, isPlain: false, isSensitive: isSensitive)), at: place)
    case .bytes(let bytes):
      let text = String(decoding: bytes, as: UTF8.self)
      self.init(.scalar(Scalar(text, isPlain: false, isSensitive: isSensitive)), at: place)
    case .null, .boolean, .integer, .float, .unknown:
      let scalar = Scalar(
        value.plainText, isPlain: true, isSensitive: isSensitive, isRenumbered: value.isFloat)
      self.init(.scalar(scalar), at: place)
    }
  }

  /// Where the first sensitive scalar in it stands; nil where there is none.
  package var firstSecret: Place? {
    switch content {
    case .scalar(let scalar): scalar.isSensitive ? place : nil
    case .sequence(let nodes): nodes.lazy.compactMap(\.firstSecret).first
    case .mapping(let entries):
      entries.lazy.compactMap { $0.key.firstSecret ?? $0.value.firstSecret }.first
    }
  }

  /// The same with every scalar in it marked as sensitive.
  package var asSensitive: Node {
    switch content {
    case .scalar(let scalar):
      Node(
        .scalar(
          Scalar(
            scalar.text, isPlain: scalar.isPlain, isSensitive: true,
            isRenumbered: scalar.isRenumbered)), at: place)
    case .sequence(let nodes): Node(.sequence(nodes.map(\.asSensitive)), at: place)
    case .mapping(let entries):
      Node(
        .mapping(entries.map { Entry(key: $0.key, value: $0.value.asSensitive) }), at: place)
    }
  }
}

extension Value {
  fileprivate var isFloat: Bool { if case .float = self { true } else { false } }

  /// As the core schema writes it.
  fileprivate var plainText: String {
    switch self {
    case .boolean(let flag): flag ? "true" : "false"
    case .integer(let number): "\(number)"
    case .float(let number) where number.isNaN: ".nan"
    case .float(let number) where number.isInfinite: number < 0 ? "-.inf" : ".inf"
    case .float(let number): "\(number)"
    default: "null"
    }
  }
}
