/// How much one rendering may do before it is stopped.
package struct TemplateLimits: Sendable {
  /// Iterations, calls and produced elements.
  package var steps: Int
  /// Of the output, and of any one text or list on the way.
  package var outputBytes: Int
  /// Macros, includes, blocks and recursive loops within one another.
  package var levels: Int

  /// The defaults let every template through that a person would write.
  package init(steps: Int = 50_000_000, outputBytes: Int = 64 << 20, levels: Int = 150) {
    self.steps = steps
    self.outputBytes = outputBytes
    self.levels = levels
  }
}
