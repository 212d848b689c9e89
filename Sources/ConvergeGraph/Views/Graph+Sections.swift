internal import ConvergeCore

extension Graph {
  /// The phases in use, each with its resources in the order they run.
  var sections: [(phase: Phase, members: ArraySlice<Int>)] {
    var sections: [(phase: Phase, members: ArraySlice<Int>)] = []
    var start = 0
    for place in order.indices {
      let isLast =
        place + 1 == order.count || phase(of: order[place + 1]) != phase(of: order[place])
      if isLast {
        sections.append((phase(of: order[place]), order[start...place]))
        start = place + 1
      }
    }
    return sections
  }
}
