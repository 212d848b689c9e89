import ConvergeCore
import ConvergeTemplate

/// One input: a byte of settings, then a template; behind each zero byte another to include.
///
/// Whatever it is, it renders or fails in one of the known ways, and twice alike.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let settings = bytes.first else { return 0 }
  let parts = bytes.dropFirst().split(separator: 0, omittingEmptySubsequences: false).map {
    Array($0)
  }
  let first = rendered(parts, settings)
  precondition(first == rendered(parts, settings), "another result of the same template")
  if settings & 8 != 0 {
    _ = ExpressionText.end(in: parts[0], from: 0)
    evaluate(String(decoding: parts[0], as: UTF8.self))
  }
  return 0
}

private let limits = TemplateLimits(steps: 100_000, outputBytes: 1 << 20)

private let names: [String: TemplateInput] = [
  "a": .value(.integer(7)), "b": .value(.float(-2.5)), "n": .value(.null),
  "t": .value("Some text, é"),
  "items": .value([3, 1, 2]), "users": .value([.record(["name": "bea", "age": 31])]),
  "d": .value(.record(["k": 1, "m": .record(["x": "deep"])])),
  "secret": .value(.sensitive("s3cret-s3cret")),
]

private struct Shelf: TemplateLoader {
  let templates: [[UInt8]]

  func template(_ name: String) throws(TemplateInputFailure) -> FoundTemplate? {
    guard let last = name.utf8.last, !templates.isEmpty else { return nil }
    return FoundTemplate(templates[Int(last) % templates.count], file: name)
  }
}

private func rendered(_ parts: [[UInt8]], _ settings: UInt8) -> TemplateResult? {
  let engine = TemplateEngine(
    loader: Shelf(templates: Array(parts.dropFirst())),
    syntax: TemplateSyntax(
      trimsBlocks: settings & 1 != 0, stripsBlocks: settings & 2 != 0,
      keepsTrailingNewline: settings & 4 != 0),
    limits: limits, isEscaping: settings & 16 != 0)
  do throws(TemplateError) {
    let result = try engine.render(try engine.template(parts[0], name: "main"), names: names)
    precondition(result.bytes.count <= limits.outputBytes, "a longer output than is allowed")
    let text = String(decoding: result.bytes, as: UTF8.self)
    precondition(
      result.isSensitive || !text.contains("s3cret-s3cret"), "a secret that is not marked")
    return result
  } catch {
    precondition(!"\(error)".contains("s3cret-s3cret"), "a secret in an error")
    return nil
  }
}

private func evaluate(_ text: String) {
  let engine = TemplateEngine(limits: limits)
  let place = Place(file: "m", line: 1, column: 1)
  guard let expression = try? engine.expression(text, at: place) else { return }
  _ = try? engine.evaluate(expression, names: names)
}
