import ConvergeCore
import ConvergeTemplate
import Glibc

/// Times templates: `rendering FILE` reads one case in each line, as the tests' recorder writes
/// them, and prints the fastest of many renderings of each in microseconds, the template compiled
/// beforehand.
@main
struct Rendering {
  static func main() throws {
    guard let path = CommandLine.arguments.dropFirst().first, let bytes = read(path) else {
      print("a file of cases is missing")
      exit(2)
    }
    for line in bytes.split(separator: 0x0A) { try time(try Value(json: line)) }
  }

  private static func time(_ item: Value) throws {
    let options = item["options"] ?? .mapping([])
    let syntax = TemplateSyntax(
      trimsBlocks: options["trim_blocks"]?.boolean ?? false,
      stripsBlocks: options["lstrip_blocks"]?.boolean ?? false,
      keepsTrailingNewline: options["keep_trailing_newline"]?.boolean ?? false)
    let engine = TemplateEngine(syntax: syntax)
    let template = try engine.template(Array((item["template"]?.text ?? "").utf8), name: "main")
    let members = item["context"]?.members ?? []
    let names = Dictionary(
      uniqueKeysWithValues: members.map { ($0.key, TemplateInput.value($0.value)) })
    var best = Duration.seconds(3600)
    var count = 0
    let begin = ContinuousClock.now
    while count < 10 || begin.duration(to: .now) < .milliseconds(700) {
      let start = ContinuousClock.now
      let result = try engine.render(template, names: names)
      best = min(best, start.duration(to: .now))
      count += 1
      guard item["output"]?.text.map({ $0.utf8.elementsEqual(result.bytes) }) ?? true else {
        print("\(item["name"]?.text ?? ""): another output than was recorded")
        exit(1)
      }
    }
    let microseconds = Double(best.components.attoseconds) / 1e12
    print("\(microseconds)\t\(item["name"]?.text ?? "")")
  }

  private static func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }
}
