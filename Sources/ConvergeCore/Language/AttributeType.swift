/// What an attribute's value may be.
package indirect enum AttributeType: Sendable {
  /// Any scalar, taken as it was written.
  case text
  /// The same, of what a program is started with: everybody on the host can see it.
  case argument
  /// An absolute path.
  case path
  /// A path relative to the manifest, of something that is read from beside it.
  case source
  /// The same, of a template; a kind is given the text that it renders to.
  case template
  /// Whatever a manifest can say.
  case any
  /// A file mode, octal or symbolic, taken as it was written.
  case mode
  /// A user or group, by name or number, taken as it was written.
  case account
  case boolean
  case integer(ClosedRange<Int64>)
  case number(ClosedRange<Double>)
  /// `250ms`, `10s`, `1h30m`.
  case duration
  /// `512K`, `64M`, a plain number of bytes.
  case size
  /// One of these words.
  case words([String])
  case list(AttributeType)
  /// A list, or one element that stands for a list of itself.
  case listOrOne(AttributeType)
  /// Names to values of one type, as `environment`.
  case mapping(AttributeType)
  /// A mapping with these keys.
  case record([AttributeSpec])
  /// The first that fits.
  case either([AttributeType])
  /// Resources, `kind:name`.
  case references

  /// How the reference calls it.
  package var name: String {
    switch self {
    case .text, .argument: "text"
    case .path: "absolute path"
    case .source: "path beside the manifest"
    case .template: "path of a template beside the manifest"
    case .any: "any value"
    case .mode: "file mode"
    case .account: "name or number"
    case .boolean: "boolean"
    case .integer(let range): range == 0...Int64.max ? "integer, not negative" : "integer"
    case .number: "number"
    case .duration: "duration"
    case .size: "size"
    case .words(let words): words.joined(separator: " | ")
    case .list(let element): "list of \(element.name)"
    case .listOrOne(let element): "\(element.name), or a list of them"
    case .mapping(let element): "mapping of names to \(element.name)"
    case .record(let fields): "mapping of \(fields.map(\.name).joined(separator: ", "))"
    case .either(let types): types.map(\.name).joined(separator: ", or ")
    case .references: "references"
    }
  }

  /// Whether it is rendered before a kind sees it.
  package var isTemplate: Bool { if case .template = self { true } else { false } }
}
