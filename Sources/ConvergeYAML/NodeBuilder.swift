internal import ConvergeCore

/// Puts nodes together from events, without recursion.
struct NodeBuilder {
  private var text: YAMLText
  private(set) var problems = Diagnostics()
  private(set) var root: Node?
  private(set) var isReading = true
  private var hasDocument = false
  private var frames: [Frame] = []
  private var anchors: [String: Anchor] = [:]
  /// How many nodes there are, what aliases stand for counted each time.
  private var nodeCount = 0
  private var aliasedCount = 0

  init(text: YAMLText) { self.text = text }

  /// A finished anchor, or one whose collection is still open.
  private enum Anchor {
    case open
    case closed(Node, size: Int, height: Int)
  }

  /// Ends the reading where libyaml could not go on.
  mutating func stop(_ failure: YAMLFailure) { stop(failure.diagnostic(in: &text)) }

  /// Ends the reading with a problem that nothing can be read behind.
  private mutating func stop(_ problem: Diagnostic) {
    problems.append(problem)
    isReading = false
    root = nil
  }

  mutating func take(_ event: YAMLEvent) {
    if event.hasTag {
      problems.error(Message.tag, at: place(event.start, event.start), hint: Message.tagHint)
    }
    if problems.items.count >= YAMLReader.problemLimit {
      return stop(Diagnostic(.error, Message.tooManyProblems, at: place(event)))
    }
    if nodeCount - aliasedCount >= YAMLReader.nodeLimit {
      return stop(Diagnostic(.error, Message.tooManyNodes, at: place(event)))
    }
    switch event.content {
    case .scalar(let characters, let isPlain):
      nodeCount += 1
      let scalar = Scalar(characters, isPlain: isPlain)
      let node = Node(.scalar(scalar), at: place(event.start, event.end))
      if let anchor = event.anchor { anchors[anchor] = .closed(node, size: 1, height: 0) }
      put(node, height: 0)
    case .mappingStart: open(event, isMapping: true)
    case .sequenceStart: open(event, isMapping: false)
    case .collectionEnd: close(event)
    case .alias(let name): expand(name, event)
    case .documentStart:
      if hasDocument { return stop(Diagnostic(.error, Message.secondDocument, at: place(event))) }
      hasDocument = true
    case .documentEnd:
      // libyaml reads all directives of the next document before it tells of it.
      if let next = text.nextDocument(fromLine: event.start.line) {
        stop(Diagnostic(.error, Message.secondDocument, at: next))
      }
    case .streamEnd:
      isReading = false
      // An empty document is one plain scalar without a character.
      if root?.scalar == Scalar("", isPlain: true) { root = nil }
    case .other: break
    }
  }

  private mutating func place(_ event: YAMLEvent) -> Place { place(event.start, event.end) }

  /// From `start` to `end`, or to the end of its line.
  private mutating func place(_ start: YAMLMark, _ end: YAMLMark) -> Place {
    let length =
      start.line == end.line
      ? end.column - start.column
      : text.lengthToLineEnd(line: start.line, column: start.column)
    let position = text.position(start)
    return Place(
      file: text.file, line: position.line + 1, column: position.column + 1, length: length)
  }

  private mutating func open(_ event: YAMLEvent, isMapping: Bool) {
    guard frames.count < YAMLReader.levelLimit else {
      return stop(Diagnostic(.error, Message.tooDeep, at: place(event.start, event.start)))
    }
    frames.append(
      Frame(
        isMapping: isMapping, start: event.start, anchor: event.anchor, firstNode: nodeCount))
    nodeCount += 1
    if let anchor = event.anchor { anchors[anchor] = .open }
  }

  private mutating func close(_ event: YAMLEvent) {
    guard let frame = frames.popLast() else { return }
    // What a block collection ends with is not its own: it is shown by its first line's key.
    let first = frame.entries.first?.key.place
    let position = text.position(frame.start)
    let start = Place(file: text.file, line: position.line + 1, column: position.column + 1)
    let whole: Place
    if event.start.line == frame.start.line, event.end.column > event.start.column {
      whole = place(frame.start, event.end)
    } else if let first, (first.line, first.column) == (start.line, start.column) {
      whole = first
    } else {
      whole = start
    }
    let node = Node(frame.content(reporting: &problems), at: whole)
    if let anchor = frame.anchor {
      anchors[anchor] = .closed(node, size: nodeCount - frame.firstNode, height: frame.height)
    }
    put(node, height: frame.height)
  }

  private mutating func expand(_ name: String, _ event: YAMLEvent) {
    let here = place(event)
    switch anchors[name] {
    case nil:
      let close = nearest(to: name, among: anchors.keys.sorted())
      problems.error(
        Message.unknownAnchor(name), at: here, hint: close.map { "did you mean '*\($0)'?" })
      if frames.last?.isAtValue == true { return frames[frames.count - 1].leaveOut() }
      put(Node(.scalar(Scalar(name, isPlain: false)), at: here), height: 0)
    case .open:
      stop(Diagnostic(.error, Message.insideItself(name), at: here))
    case .closed(let node, let size, let height):
      nodeCount += size
      aliasedCount += size
      guard aliasedCount <= YAMLReader.aliasLimit else {
        return stop(Diagnostic(.error, Message.tooManyAliased, at: here))
      }
      guard frames.count + height <= YAMLReader.levelLimit else {
        return stop(Diagnostic(.error, Message.tooDeep, at: here))
      }
      put(Node(node.content, at: here), height: height)
    }
  }

  /// Gives a finished node to the collection that it stands in.
  private mutating func put(_ node: Node, height: Int) {
    guard let last = frames.indices.last else {
      root = node
      return
    }
    frames[last].put(node, height: height, reporting: &problems)
  }
}

private enum Message {
  static let tag = "explicit tags have no meaning here"
  static let tagHint = "leave the tag out: values are typed by the attribute that takes them"
  static let secondDocument = "a second document begins here; a manifest is one"
  static let tooDeep = "more than \(YAMLReader.levelLimit) levels"
  static let tooManyNodes = "more than 2,000,000 keys, elements and values up to here"
  static let tooManyProblems =
    "more than \(YAMLReader.problemLimit) problems; what follows is not looked at"
  static let tooManyAliased = "the aliases up to here expand to more than 1,000,000 nodes"
  static func unknownAnchor(_ name: String) -> String { "no anchor '&\(name)' before this alias" }
  static func insideItself(_ name: String) -> String {
    "the alias '*\(name)' stands inside what it names"
  }
}
