/// Powers and logarithms of floating point numbers, calculated with twice the digits, so that the
/// result is the one that a good C library gives.
enum Power {
  /// `base` to the power of `exponent`; nil where the result is no real number.
  static func power(_ base: Double, _ exponent: Double) -> Double? {
    if exponent == 0 || base == 1 { return 1 }
    if base.isNaN || exponent.isNaN { return .nan }
    let isWhole = exponent.rounded(.towardZero) == exponent
    let isOdd = isWhole && exponent.magnitude < 0x1p53 && Int64(exponent) & 1 != 0
    if base == 0 || base.isInfinite || exponent.isInfinite {
      return limit(base, exponent, isOdd: isOdd)
    }
    if base < 0, !isWhole { return nil }
    if exponent == 0.5 { return base.squareRoot() }
    let size = whole(base.magnitude, exponent, isWhole: isWhole)
    return base < 0 && isOdd ? -size : size
  }

  private static func limit(_ base: Double, _ exponent: Double, isOdd: Bool) -> Double? {
    if exponent.isInfinite {
      if base.magnitude == 1 { return 1 }
      return (base.magnitude > 1) == (exponent > 0) ? .infinity : 0
    }
    if base == 0, exponent < 0 { return nil }
    let size: Double = (base == 0) == (exponent > 0) ? 0 : .infinity
    return base.sign == .minus && isOdd ? -size : size
  }

  private static func whole(_ base: Double, _ exponent: Double, isWhole: Bool) -> Double {
    if isWhole, exponent.magnitude <= 1024 {
      var result = Double2(1)
      var square = Double2(base)
      var rest = Int(exponent.magnitude)
      while rest > 0 {
        if rest & 1 == 1 { result = result * square }
        square = square * square
        rest >>= 1
      }
      // Where the intermediate result left the range, the logarithm decides.
      if result.high.isNormal {
        return exponent > 0 ? result.high + result.low : (Double2(1) / result).high
      }
    }
    return exponential(Double2(exponent) * logarithm(Double2(base)))
  }

  /// The natural logarithm of a positive number.
  static func logarithm(_ number: Double) -> Double {
    if number.isInfinite { return number }
    let result = logarithm(Double2(number))
    return result.high + result.low
  }

  /// The logarithm of a positive number to any positive base but 1, as the quotient of both natural
  /// ones.
  static func logarithm(_ number: Double, base: Double) -> Double {
    if number.isFinite, base == 10 || base == 2 {
      let quotient = logarithm(Double2(number)) / logarithm(Double2(base))
      return quotient.high + quotient.low
    }
    return logarithm(number) / logarithm(base)
  }

  private static let log2 = Double2(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56)

  private static func logarithm(_ number: Double2) -> Double2 {
    let exponent = number.high.exponent
    let scale = Double(sign: .plus, exponent: -exponent, significand: 1)
    let reduced = Double2(number.high * scale, number.low * scale)
    // ln m = 2 artanh((m-1)/(m+1)), for m moved near to 1 by a root.
    let ratio = (reduced - Double2(1)) / (reduced + Double2(1))
    let square = ratio * ratio
    var term = ratio
    var sum = ratio
    var divisor = 3.0
    while term.high.magnitude > 1e-36, divisor < 200 {
      term = term * square
      sum = sum + term / Double2(divisor)
      divisor += 2
    }
    return sum + sum + Double2(Double(exponent)) * log2
  }

  private static func exponential(_ power: Double2) -> Double {
    if power.high > 710 { return .infinity }
    if power.high < -746 { return 0 }
    let whole = (power.high / log2.high).rounded()
    let rest = power - Double2(whole) * log2
    let small = rest / Double2(256)
    var term = Double2(1)
    var sum = Double2(1)
    for index in 1..<16 {
      term = term * small / Double2(Double(index))
      sum = sum + term
    }
    for _ in 0..<8 { sum = sum * sum }
    let half = (whole / 2).rounded(.towardZero)
    let first = Double(sign: .plus, exponent: Int(half), significand: 1)
    let second = Double(sign: .plus, exponent: Int(whole - half), significand: 1)
    return (sum.high + sum.low) * first * second
  }
}

/// A number as the sum of two, the second being what the first has no room for.
private struct Double2 {
  var high: Double
  var low: Double

  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  private static func normal(_ high: Double, _ low: Double) -> Double2 {
    let sum = high + low
    return Double2(sum, low - (sum - high))
  }

  static func + (left: Double2, right: Double2) -> Double2 {
    let sum = left.high + right.high
    let part = sum - left.high
    let rest = (left.high - (sum - part)) + (right.high - part)
    return normal(sum, rest + left.low + right.low)
  }

  static func - (left: Double2, right: Double2) -> Double2 {
    left + Double2(-right.high, -right.low)
  }

  static func * (left: Double2, right: Double2) -> Double2 {
    let product = left.high * right.high
    let rest = (-product).addingProduct(left.high, right.high)
    return normal(product, rest + left.high * right.low + left.low * right.high)
  }

  static func / (left: Double2, right: Double2) -> Double2 {
    let quotient = left.high / right.high
    let rest = left - right * Double2(quotient)
    let second = rest.high / right.high
    let last = (rest - right * Double2(second)).high / right.high
    return normal(quotient, second) + Double2(last)
  }
}
