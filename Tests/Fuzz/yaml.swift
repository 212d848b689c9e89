import ConvergeCore
import ConvergeYAML

/// One input: a document of YAML. Whatever it is, it is read or its problems are told.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let (root, problems) = YAMLReader(file: "m.yml").read(bytes)
  precondition(root != nil || !problems.items.isEmpty || isEmpty(bytes), "neither read nor refused")
  return 0
}

/// Whether there may be nothing to read: only space, comments, and marks.
private func isEmpty(_ bytes: [UInt8]) -> Bool {
  String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).allSatisfy { line in
    let text = line.drop { $0 == " " || $0 == "\t" || $0 == "\u{FEFF}" }
    return text.isEmpty || text.hasPrefix("#") || text.hasPrefix("---") || text.hasPrefix("...")
      || text.hasPrefix("%")
  }
}
