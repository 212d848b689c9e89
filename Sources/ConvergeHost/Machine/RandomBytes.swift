/// Random bytes fit for keys (getrandom(2)).
package enum RandomBytes {
  /// That many of them.
  package static func make(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  /// As many lower-case hexadecimal digits.
  package static func hexadecimal(digits count: Int) -> String {
    let digits = Array("0123456789abcdef")
    return String(make(count).map { digits[Int($0 & 15)] })
  }
}
