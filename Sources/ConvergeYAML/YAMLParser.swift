internal import CLibYAML

/// libyaml's event parser over a buffer that outlives it.
struct YAMLParser: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let event: UnsafeMutablePointer<yaml_event_t>

  init(_ buffer: UnsafeBufferPointer<UInt8>) {
    parser = .allocate(capacity: 1)
    event = .allocate(capacity: 1)
    let isInitialized = yaml_parser_initialize(parser) == 1
    precondition(isInitialized, "libyaml has no memory for a parser")
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    event.deallocate()
  }

  enum Step {
    case event(YAMLEvent)
    case failure(YAMLFailure)
  }

  /// The next event; nothing may be asked for after a failure or the stream's end.
  mutating func next() -> Step {
    guard yaml_parser_parse(parser, event) == 1 else {
      return .failure(YAMLFailure(parser.pointee))
    }
    defer { yaml_event_delete(event) }
    return .event(YAMLEvent(event.pointee))
  }
}

/// A position in the text; line and column count from zero, in characters.
struct YAMLMark {
  let line: Int
  let column: Int

  init(_ mark: yaml_mark_t) {
    line = mark.line
    column = mark.column
  }
}

/// What libyaml saw, as values of ours.
struct YAMLEvent {
  enum Content {
    case documentStart, documentEnd, streamEnd, other
    case scalar(String, isPlain: Bool)
    case sequenceStart, mappingStart
    case collectionEnd
    case alias(String)
  }

  let content: Content
  let start: YAMLMark
  let end: YAMLMark
  let anchor: String?
  let hasTag: Bool

  init(_ event: yaml_event_t) {
    start = YAMLMark(event.start_mark)
    end = YAMLMark(event.end_mark)
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let buffer = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      content = .scalar(
        String(decoding: buffer, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
      anchor = Self.text(scalar.anchor)
      hasTag = scalar.tag != nil
    case YAML_SEQUENCE_START_EVENT:
      content = .sequenceStart
      anchor = Self.text(event.data.sequence_start.anchor)
      hasTag = event.data.sequence_start.tag != nil
    case YAML_MAPPING_START_EVENT:
      content = .mappingStart
      anchor = Self.text(event.data.mapping_start.anchor)
      hasTag = event.data.mapping_start.tag != nil
    default:
      content =
        switch event.type {
        case YAML_ALIAS_EVENT: .alias(Self.text(event.data.alias.anchor) ?? "")
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: .collectionEnd
        case YAML_DOCUMENT_START_EVENT: .documentStart
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_STREAM_END_EVENT: .streamEnd
        default: .other
        }
      anchor = nil
      hasTag = false
    }
  }

  private static func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}
