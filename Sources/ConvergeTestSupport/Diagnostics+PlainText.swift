package import ConvergeCore

extension Diagnostics {
  /// One line for each problem: place, underlined characters, severity, message, hint; related
  /// places indented.
  package var plainText: String {
    items.map { item in
      let place = item.place.map { "\($0)+\($0.length): " } ?? ""
      let hint = item.hint.map { " | \($0)" } ?? ""
      let related = item.related.map { "    \($0.place)+\($0.place.length): \($0.message)\n" }
      return "\(place)\(item.severity): \(item.message)\(hint)\n" + related.joined()
    }.joined()
  }
}
