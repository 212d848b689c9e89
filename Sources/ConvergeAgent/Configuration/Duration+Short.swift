extension Duration {
  /// As it is written: `1h30m`, `10s`, `250ms`; `0s` for nothing.
  package var short: String {
    var rest = max(0, components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
    var text = ""
    let units: [(String, Int64)] = [
      ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]
    for (name, length) in units where rest >= length {
      text += "\(rest / length)\(name)"
      rest %= length
    }
    return text.isEmpty ? "0s" : text
  }
}
