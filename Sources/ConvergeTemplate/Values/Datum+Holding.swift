extension Datum {
  /// Whether it can hold a list, mapping or object, so that values can nest in it.
  var holdsOthers: Bool {
    switch self {
    case .list(let box), .tuple(let box): box.elements.hasContainer
    case .dict(let dict): dict.holdsOthers
    case .object, .undefined: true
    case .sensitive(let box): box.inner.holdsOthers
    default: false
    }
  }

  var isContainer: Bool {
    switch self {
    case .list, .tuple, .dict, .object, .undefined: true
    case .sensitive(let box): box.inner.isContainer
    default: false
    }
  }

  /// Takes it apart, at the end of a rendering: nothing reads it any more.
  func letGo() {
    switch self {
    case .list(let box), .tuple(let box): box.elements = []
    case .dict(let dict): dict.removeAll()
    case .object(let object): object.letGo()
    case .undefined(let undefined): undefined.letGo()
    case .sensitive(let box): box.inner.letGo()
    default: break
    }
  }
}

extension [Datum] {
  /// Of many it is not asked.
  fileprivate var hasContainer: Bool { count > 64 || contains(where: \.isContainer) }
}
