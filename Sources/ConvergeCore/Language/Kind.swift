/// What a kind says of itself: the one source of its reference page, `explain`, validation and
/// completion.
///
/// A class, since every declaration refers to its kind and none changes it.
package final class Kind: Sendable {
  /// `file`
  package let name: String
  /// `files`
  package let section: String
  /// One sentence.
  package let summary: String
  package let phase: Phase
  /// When an absent one is removed, at the latest.
  package let removalPhase: Phase
  /// The attribute that may override the entry's key: `path`, `name`.
  package let identityAttribute: String
  /// Words for `state`; empty where the kind has no state.
  package let states: [String]
  /// What to write instead, where `state` or one of its words makes no sense.
  package let stateHint: String?
  package let words: [Word]
  /// The attribute that any other scalar stands for, as a link's target.
  package let scalarAttribute: String?
  /// All but those that every resource has; `state` and the identity attribute are added.
  package let attributes: [AttributeSpec]
  /// What a refresh does, for the reference; nil where the kind cannot be refreshed.
  package let refresh: String?
  /// What a drift repair or creation never runs beside: commands go one at a time, in the order
  /// written.
  package let runsAlone: Bool
  /// Whether a change of it may bring things that nobody can foresee (packages, commands), so that
  /// what is missing afterwards is unknown in a plan rather than an error.
  package let hasOpenEffects: Bool
  /// Whether it waits for something to happen in a run (hooks): it is planned on its occasion, and
  /// keeps account itself of what it is owed once it was told (`RunContext.takeOver`).
  package let hasOccasions: Bool
  /// Of one attempt.
  package let timeout: Duration

  /// A shorthand word and the attributes that it stands for.
  package struct Word: Sendable {
    package let word: String
    package let attributes: KeyValuePairs<String, Value>
    package init(_ word: String, _ attributes: KeyValuePairs<String, Value>) {
      self.word = word
      self.attributes = attributes
    }
  }

  package init(
    name: String, section: String, summary: String, phase: Phase, removalPhase: Phase? = nil,
    identityAttribute: String = "name", states: [String] = ["present", "absent"],
    stateHint: String? = nil, words: [Word] = [Word("absent", ["state": "absent"])],
    scalarAttribute: String? = nil, attributes: [AttributeSpec], refresh: String? = nil,
    runsAlone: Bool = false, hasOpenEffects: Bool = false, hasOccasions: Bool = false,
    timeout: Duration = .seconds(600)
  ) {
    self.name = name
    self.section = section
    self.summary = summary
    self.phase = phase
    self.removalPhase = removalPhase ?? phase
    self.identityAttribute = identityAttribute
    self.states = states
    self.stateHint = stateHint
    self.words = words
    self.scalarAttribute = scalarAttribute
    self.attributes = attributes
    self.refresh = refresh
    self.runsAlone = runsAlone
    self.hasOpenEffects = hasOpenEffects
    self.hasOccasions = hasOccasions
    self.timeout = timeout
  }

  /// The attribute of that name.
  package func attribute(_ name: String) -> AttributeSpec? {
    attributes.firstIndex { $0.name == name }.map { attributes[$0] }
  }
}
