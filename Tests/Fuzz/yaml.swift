import ConvergeCore
import ConvergeYAML

/// One input: a document of YAML. Whatever it is, it is read or its problems are told, twice alike
/// and at places that the text has.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let (root, problems) = YAMLReader(file: "m.yml").read(bytes)
  let (again, sameProblems) = YAMLReader(file: "m.yml").read(bytes)
  precondition((root == nil) == (again == nil), "read once, refused once")
  precondition(problems.items.count == sameProblems.items.count, "other problems of the same text")
  for problem in problems.items {
    guard let place = problem.place else { continue }
    precondition(place.line >= 1 && place.line <= bytes.count + 1, "a line that there is not")
    precondition(place.column >= 1 && place.column <= bytes.count + 1, "no such column")
  }
  return 0
}
