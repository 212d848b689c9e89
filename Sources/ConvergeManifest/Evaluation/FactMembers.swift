internal import ConvergeCore
internal import ConvergeTemplate

/// The facts as expressions see them: each is read when it is first asked for.
struct FactMembers: TemplateMembers {
  let source: any FactLookup

  let title = "facts"
  var names: [String] { source.names }

  func member(_ name: String) throws(TemplateInputFailure) -> TemplateInput? {
    do throws(HostError) {
      return try source.fact(name).map(TemplateInput.value)
    } catch {
      throw TemplateInputFailure(Message.unreadable(name, error), hint: error.remedy)
    }
  }
}

private enum Message {
  static func unreadable(_ name: String, _ error: HostError) -> String {
    "the fact '\(name)' cannot be read: \(error.because)"
  }
}
