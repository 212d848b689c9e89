/// Does something for every element, at most `limit` at once; results in the order of the elements.
package func inParallel<Element: Sendable, Result: Sendable>(
  _ elements: [Element], limit: Int, _ body: @escaping @Sendable (Element) async -> Result
) async -> [Result] {
  await withTaskGroup(of: (Int, Result).self) { group in
    var results: [Int: Result] = [:]
    var next = 0
    func addOne(to group: inout TaskGroup<(Int, Result)>) {
      guard next < elements.count else { return }
      let position = next
      let element = elements[position]
      next += 1
      group.addTask { (position, await body(element)) }
    }
    for _ in 0..<max(1, limit) { addOne(to: &group) }
    while let (position, result) = await group.next() {
      results[position] = result
      addOne(to: &group)
    }
    return elements.indices.compactMap { results[$0] }
  }
}
