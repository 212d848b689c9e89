extension CommonAttributes {
  /// What every resource accepts besides `state` and its kind's own attributes.
  package static let specs: [AttributeSpec] = [
    AttributeSpec(
      "require", .references,
      "They come first; if one of them fails or is skipped, this one is skipped.",
      onChange: .none),
    AttributeSpec(
      "before", .references,
      "The inverse of `require`: this one comes before them.", onChange: .none),
    AttributeSpec(
      "subscribe", .references,
      "As `require`, and when one of them changes, this resource is refreshed once.",
      onChange: .none),
    AttributeSpec(
      "notify", .references,
      "The inverse of `subscribe`: when this one changes, they are refreshed.", onChange: .none),
    AttributeSpec(
      "after", .references,
      "Order only: they come first if they are there; their failure does not matter.",
      onChange: .none),
    AttributeSpec(
      "tags", .listOrOne(.text), "Names to select resources by, without commas and spaces.",
      onChange: .none),
    AttributeSpec(
      "enforce", .boolean, "False: a difference is reported, never changed.", default: "true",
      onChange: .none),
    AttributeSpec(
      "on_create", .mapping(.either([.text, .list(.text), .mapping(.text)])),
      "Attributes that hold only when the thing is made, and are not enforced later.",
      onChange: .none),
    AttributeSpec(
      "retry",
      .record([
        AttributeSpec(
          "attempts", .integer(1...1_000), "How often it is tried at most.", default: "1"),
        AttributeSpec("delay", .duration, "Before the second attempt.", default: "1s"),
        AttributeSpec(
          "backoff", .number(1...100),
          "The factor from one delay to the next; they grow to an hour.", default: "2"),
      ]), "How often and when a failed change or refresh is tried again.", default: "one attempt",
      onChange: .none),
    AttributeSpec(
      "timeout", .duration, "Of one attempt; in a batch the longest counts.",
      default: "the kind's", onChange: .none),
    AttributeSpec(
      "on_failure", .words(FailurePolicy.allCases.map(\.rawValue)),
      """
      `continue`: what depends on it is skipped, the rest goes on; `stop`: nothing more is begun; \
      `ignore`: shown as failed, and counts as success.
      """, default: "continue", onChange: .none),
    AttributeSpec(
      "description", .text, "Appears in plans and reports.", onChange: .none),
  ]
}
