package import ConvergeCore

/// What a name that a template uses stands for.
package enum TemplateInput: Sendable {
  case value(Value)
  /// A mapping whose members are computed when they are asked for.
  case members(any TemplateMembers)
  case function(TemplateFunction)
}

/// A mapping whose members are computed when they are asked for, such as facts and variables.
package protocol TemplateMembers: Sendable {
  /// What an error calls it: `the facts`.
  var title: String { get }
  /// Every name, in order.
  var names: [String] { get }
  /// The member, nil where there is none.
  ///
  /// - Throws: `TemplateInputFailure` where it cannot be computed.
  func member(_ name: String) throws(TemplateInputFailure) -> TemplateInput?
}

/// A function that a template can call, such as `secret`.
package struct TemplateFunction: Sendable {
  package let name: String
  package let call:
    @Sendable (_ positional: [Value], _ named: [Value.Member]) throws(TemplateInputFailure) -> Value

  /// A function of values.
  package init(
    _ name: String,
    call:
      @escaping @Sendable (
        _ positional: [Value], _ named: [Value.Member]
      ) throws(TemplateInputFailure) -> Value
  ) {
    self.name = name
    self.call = call
  }
}

/// Why a value cannot be had.
package struct TemplateInputFailure: Error, Equatable {
  package let message: String
  package let hint: String?

  /// A message in lower case without a full stop.
  package init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}
