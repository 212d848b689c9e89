/// A regular expression that is looked for in a line.
///
/// It says only whether a line matches, in time linear in the line and in the expression, whatever
/// both hold: all ways to match are followed at once (Thompson 1968). Back-references and look-around,
/// which cannot be had that way, are problems.
struct LinePattern: Sendable {
  /// What is wrong with an expression, and what would be right.
  struct Problem: Error {
    let because: String
    let hint: String?
  }

  /// As it was written.
  let text: String
  private let steps: [Step]

  enum Step: Sendable {
    case one(CharacterClass)
    case assert(PatternNode.Assertion)
    /// On both ways.
    case split(Int, Int)
    case jump(Int)
    case matched
  }

  /// The most steps that an expression may have; counted repetition multiplies them.
  static let limitSteps = 5_000

  init(_ text: String) throws(Problem) {
    self.text = text
    var parser = PatternParser(text)
    var compiler = Compiler()
    try compiler.add(parser.parse())
    steps = compiler.steps + [.matched]
  }

  /// Whether it matches somewhere in a line, which is UTF-8.
  func matches(_ line: ArraySlice<UInt8>) -> Bool {
    var now = Ways(count: steps.count)
    var next = now
    var scalars = String(decoding: line, as: UTF8.self).unicodeScalars.makeIterator()
    var before: Unicode.Scalar?
    var here = scalars.next()
    while true {
      if follow(0, in: &now, between: before, here) { return true }
      if now.isEmpty, beginsAtStart { return false }
      guard let scalar = here else { return false }
      let after = scalars.next()
      next.clear()
      for place in now.places {
        guard case .one(let characters) = steps[place], characters.contains(scalar) else {
          continue
        }
        if follow(place + 1, in: &next, between: scalar, after) { return true }
      }
      swap(&now, &next)
      before = scalar
      here = after
    }
  }

  private var beginsAtStart: Bool {
    if case .assert(.start) = steps[0] { true } else { false }
  }

  /// Adds all that is reached from a step without reading; whether that is the end.
  private func follow(
    _ step: Int, in ways: inout Ways, between before: Unicode.Scalar?, _ after: Unicode.Scalar?
  ) -> Bool {
    var waiting = [step]
    while let place = waiting.popLast() {
      guard ways.visit(place) else { continue }
      switch steps[place] {
      case .one: ways.places.append(place)
      case .assert(let assertion):
        if assertion.holds(between: before, after) { waiting.append(place + 1) }
      case .split(let one, let other): waiting += [one, other]
      case .jump(let target): waiting.append(target)
      case .matched: return true
      }
    }
    return false
  }

  /// The steps that are waiting for a character, each once.
  private struct Ways {
    var places: [Int] = []
    private var seen: [Int]
    private var round = 1

    init(count: Int) { seen = [Int](repeating: 0, count: count) }

    var isEmpty: Bool { places.isEmpty }

    mutating func clear() {
      places.removeAll(keepingCapacity: true)
      round += 1
    }

    mutating func visit(_ place: Int) -> Bool {
      if seen[place] == round { return false }
      seen[place] = round
      return true
    }
  }

  /// Lays an expression out as steps.
  private struct Compiler {
    var steps: [Step] = []

    mutating func add(_ node: PatternNode) throws(Problem) {
      if steps.count > LinePattern.limitSteps {
        throw Problem(because: "it is too long", hint: "repeat fewer times")
      }
      switch node {
      case .one(let characters): steps.append(.one(characters))
      case .assert(let assertion): steps.append(.assert(assertion))
      case .sequence(let parts): for part in parts { try add(part) }
      case .choice(let one, let other): try addChoice(one, other)
      case .repeated(let part, let least, let most):
        for _ in 0..<least { try add(part) }
        if let most {
          try addOptional(part, count: most - least)
        } else {
          try addLoop(part)
        }
      }
    }

    private mutating func addChoice(
      _ one: PatternNode, _ other: PatternNode
    ) throws(Problem) {
      let split = steps.count
      steps.append(.matched)
      try add(one)
      let jump = steps.count
      steps.append(.matched)
      steps[split] = .split(split + 1, steps.count)
      try add(other)
      steps[jump] = .jump(steps.count)
    }

    private mutating func addOptional(_ part: PatternNode, count: Int) throws(Problem) {
      var splits: [Int] = []
      for _ in 0..<count {
        splits.append(steps.count)
        steps.append(.matched)
        try add(part)
      }
      for split in splits { steps[split] = .split(split + 1, steps.count) }
    }

    private mutating func addLoop(_ part: PatternNode) throws(Problem) {
      let split = steps.count
      steps.append(.matched)
      try add(part)
      steps.append(.jump(split))
      steps[split] = .split(split + 1, steps.count)
    }
  }
}
