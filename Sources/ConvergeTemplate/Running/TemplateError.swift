package import ConvergeCore

/// Why a template could not be read or rendered, with its place and how it was reached.
package final class TemplateError: Error, CustomStringConvertible {
  /// What went wrong, in the classes that Jinja2 and Python tell apart.
  package enum Kind: String, Sendable {
    /// The text is no template.
    case syntax
    case undefined
    /// A template that is not there.
    case notFound
    case type, value, argument, lookup, zeroDivision, overflow
    /// A rule of the language that shows only at run time.
    case runtime
    /// The bounds: steps, bytes of output, levels of recursion.
    case steps, output, recursion
  }

  package let kind: Kind
  /// Lower case, no full stop.
  package let message: String
  /// What would be right.
  package let hint: String?
  package let place: Place?
  /// The includes, imports and calls into other templates that led there, outermost first.
  package let chain: [Place]

  package init(
    _ kind: Kind, _ message: String, hint: String? = nil, place: Place? = nil, chain: [Place] = []
  ) {
    self.kind = kind
    self.message = message
    self.hint = hint
    self.place = place
    self.chain = chain
  }

  package var description: String {
    var text = place.map { "\($0): " } ?? ""
    text += message
    if let hint { text += " (\(hint))" }
    for caller in chain.reversed() { text += ", from \(caller)" }
    return text
  }
}

/// Where something stands in a template, kept small since every step writes it down.
struct Spot {
  /// Which template, by the engine's count.
  var file: Int32
  var line: Int32
  var column: Int32

  static let nowhere = Spot(file: -1, line: 0, column: 0)
}
