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

/// What `body` makes of each part of many elements, put together in their order; the parts are worked
/// on at once, few elements in one part without a task of their own.
package func inParts<Element: Sendable, Result: Sendable>(
  of elements: [Element], upTo size: Int = 256,
  _ body: @escaping @Sendable (ArraySlice<Element>) -> [Result]
) async -> [Result] {
  guard elements.count > size else { return body(elements[...]) }
  return await withTaskGroup(of: (start: Int, results: [Result]).self) { group in
    for start in stride(from: 0, to: elements.count, by: size) {
      group.addTask { (start, body(elements[start..<min(start + size, elements.count)])) }
    }
    var parts: [(start: Int, results: [Result])] = []
    for await part in group { parts.append(part) }
    return parts.sorted { $0.start < $1.start }.flatMap(\.results)
  }
}
