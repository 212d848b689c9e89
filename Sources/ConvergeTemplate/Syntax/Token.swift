/// A piece of a template.
struct Token {
  enum Kind: Equatable {
    /// Text outside all tags.
    case data
    case blockBegin, blockEnd, variableBegin, variableEnd
    case name, string, integer, float
    /// An operator or bracket, by its characters.
    case sign(String)
    case end
  }

  let kind: Kind
  /// The text as it counts: of a string without quotes and escapes.
  let text: String
  let spot: Spot
  var integer: Int64 = 0
  var float: Double = 0

  func isName(_ name: String) -> Bool { kind == .name && text == name }

  func isSign(_ sign: String) -> Bool { kind == .sign(sign) }

  /// What an error calls it.
  var description: String {
    switch kind {
    case .data: "text"
    case .blockBegin: "the beginning of a block"
    case .blockEnd: "the end of the block"
    case .variableBegin: "the beginning of an expression"
    case .variableEnd: "the end of the expression"
    case .name, .integer, .float: "'\(text)'"
    case .string: "a string"
    case .sign(let sign): "'\(sign)'"
    case .end: "the end of the template"
    }
  }
}
