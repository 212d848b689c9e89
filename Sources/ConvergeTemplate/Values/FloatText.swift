/// How a floating point number is written, as Python does.
enum FloatText {
  /// The shortest digits that give the number back, with an exponent below 1e-4 and from 1e16.
  static func shortest(_ number: Double) -> String {
    if number.isNaN { return "nan" }
    if number.isInfinite { return number < 0 ? "-inf" : "inf" }
    if number == 0 { return number.sign == .minus ? "-0.0" : "0.0" }
    if let text = short(number) { return text }
    let (digits, point) = shortestDigits(number.magnitude)
    let sign = number < 0 ? "-" : ""
    if point > 16 || point < -3 { return sign + scientific(digits, point - 1) }
    return sign + plain(digits, point)
  }

  /// A number with at most four digits behind the point, and not many before it: dividing two
  /// integers that floats hold exactly rounds as reading the digits would.
  private static func short(_ number: Double) -> String? {
    guard number.magnitude < 1e9 else { return nil }
    var scale = 1.0
    for places in 1...4 {
      scale *= 10
      let digits = (number.magnitude * scale).rounded()
      guard digits / scale == number.magnitude else { continue }
      let (whole, part) = Int(digits).quotientAndRemainder(dividingBy: Int(scale))
      let tail = String(part)
      let zeros = String(repeating: "0", count: places - tail.utf8.count)
      return (number < 0 ? "-" : "") + String(whole) + "." + zeros + tail
    }
    return nil
  }

  /// The digits without leading and trailing zeros, and where the decimal point stands in them.
  static func shortestDigits(_ number: Double) -> (digits: [UInt8], point: Int) {
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    var text = Substring(number.description)
    if let mark = text.firstIndex(where: { $0 == "e" || $0 == "E" }) {
      exponent = Int(text[text.index(after: mark)...].drop { $0 == "+" }) ?? 0
      text = text[..<mark]
    }
    for byte in text.utf8 {
      if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
    }
    var place = (point ?? digits.count) + exponent
    let zeros = digits.prefix { $0 == 48 }.count
    digits.removeFirst(zeros)
    place -= zeros
    while digits.last == 48 { digits.removeLast() }
    return (digits, place)
  }

  private static func scientific(_ digits: [UInt8], _ exponent: Int) -> String {
    var bytes = [digits[0]]
    if digits.count > 1 { bytes += [UInt8(ascii: ".")] + digits[1...] }
    return String(decoding: bytes, as: UTF8.self) + exponentText(exponent, mark: "e")
  }

  /// `e+16`, `e-05`: at least two digits.
  static func exponentText(_ exponent: Int, mark: String) -> String {
    let size = String(exponent.magnitude)
    return mark + (exponent < 0 ? "-" : "+") + (size.count < 2 ? "0" : "") + size
  }

  private static func plain(_ digits: [UInt8], _ point: Int) -> String {
    var bytes: [UInt8] = []
    if point <= 0 {
      bytes += [48, UInt8(ascii: ".")] + [UInt8](repeating: 48, count: -point) + digits
    } else if point >= digits.count {
      bytes += digits + [UInt8](repeating: 48, count: point - digits.count)
      bytes += [UInt8(ascii: "."), 48]
    } else {
      bytes += digits[..<point] + [UInt8(ascii: ".")] + digits[point...]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// With `precision` digits behind the point, correctly rounded, half to even.
  static func fixed(_ number: Double, precision: Int) -> String {
    if !number.isFinite { return shortest(number) }
    if number.magnitude < 1e15, number == number.rounded(), precision > 0 {
      let sign = number.sign == .minus ? "-" : ""
      return sign + String(Int(number.magnitude)) + "." + String(repeating: "0", count: precision)
    }
    var decimal = Decimal(number.magnitude)
    decimal.round(toPlaces: precision)
    return (number.sign == .minus ? "-" : "") + decimal.fixed(places: precision)
  }

  /// With one digit before the point and `precision` behind it.
  static func exponential(_ number: Double, precision: Int, mark: String) -> String {
    if !number.isFinite { return shortest(number) }
    let sign = number.sign == .minus ? "-" : ""
    var decimal = Decimal(number.magnitude)
    decimal.round(toDigits: precision + 1)
    let (digits, exponent) = decimal.scientific(digits: precision + 1)
    let head = String(decoding: digits[..<1], as: UTF8.self)
    let tail = String(decoding: digits[1...], as: UTF8.self)
    return sign + head + (precision > 0 ? "." + tail : "") + exponentText(exponent, mark: mark)
  }

  /// C's `%g`: `precision` significant digits, the shorter of both forms, without zeros at the end
  /// unless `keepsZeros`.
  static func general(
    _ number: Double, precision: Int, mark: String, keepsZeros: Bool = false
  ) -> String {
    if !number.isFinite { return shortest(number) }
    let wanted = max(1, precision)
    var decimal = Decimal(number.magnitude)
    decimal.round(toDigits: wanted)
    let exponent = number == 0 ? 0 : decimal.scientific(digits: wanted).exponent
    if exponent < -4 || exponent >= wanted {
      let text = exponential(number, precision: wanted - 1, mark: mark)
      guard !keepsZeros, let end = text.firstIndex(of: Character(mark)) else { return text }
      return withoutZeros(String(text[..<end])) + text[end...]
    }
    let text = fixed(number, precision: wanted - 1 - exponent)
    return keepsZeros ? text : withoutZeros(text)
  }

  private static func withoutZeros(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var bytes = Array(text.utf8)
    while bytes.last == 48 { bytes.removeLast() }
    if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The exact decimal digits of a number that is not negative.
private struct Decimal {
  /// ASCII digits; the decimal point stands behind the first `point` of them.
  private var digits: [UInt8]
  private var point: Int

  init(_ number: Double) {
    guard number != 0 else {
      digits = [48]
      point = 1
      return
    }
    // number = mantissa * 2^shift, where the mantissa is a whole number.
    var shift = Int(number.exponent) - 52
    var mantissa = UInt64(number.significand * 0x1p52)
    while mantissa & 1 == 0 {
      mantissa >>= 1
      shift += 1
    }
    var parts = [UInt32(truncatingIfNeeded: mantissa % 1_000_000_000)]
    var rest = mantissa / 1_000_000_000
    while rest > 0 {
      parts.append(UInt32(rest % 1_000_000_000))
      rest /= 1_000_000_000
    }
    // A negative power of two is the same power of five with the point moved.
    let factor: UInt64 = shift > 0 ? 2 : 5
    for _ in 0..<abs(shift) {
      var carry: UInt64 = 0
      for index in parts.indices {
        let product = UInt64(parts[index]) * factor + carry
        parts[index] = UInt32(product % 1_000_000_000)
        carry = product / 1_000_000_000
      }
      if carry > 0 { parts.append(UInt32(carry)) }
    }
    var text: [UInt8] = []
    for part in parts {
      var value = part
      for _ in 0..<9 {
        text.append(UInt8(48 + value % 10))
        value /= 10
      }
    }
    while text.last == 48 { text.removeLast() }
    digits = text.reversed()
    point = digits.count - (shift < 0 ? -shift : 0)
  }

  mutating func round(toPlaces places: Int) { round(keeping: point + places) }

  mutating func round(toDigits count: Int) {
    let zeros = digits.prefix { $0 == 48 }.count
    round(keeping: zeros + count)
  }

  private mutating func round(keeping count: Int) {
    guard count < digits.count else { return }
    if count < 0 {
      digits = [48]
      point = 1
      return
    }
    let next = digits[count]
    let isBeyondHalf = next > 53 || (next == 53 && digits[(count + 1)...].contains { $0 != 48 })
    let isOdd = count > 0 && digits[count - 1] & 1 == 1
    let goesUp = isBeyondHalf || (next == 53 && isOdd)
    digits.removeSubrange(count...)
    guard goesUp else {
      if digits.isEmpty {
        digits = [48]
        point = max(point, 1)
      }
      return
    }
    var index = count - 1
    while index >= 0, digits[index] == 57 {
      digits[index] = 48
      index -= 1
    }
    if index >= 0 {
      digits[index] += 1
    } else {
      digits.insert(49, at: 0)
      point += 1
    }
  }

  func fixed(places: Int) -> String {
    var whole: [UInt8] = []
    for index in 0..<max(0, point) { whole.append(index < digits.count ? digits[index] : 48) }
    if whole.isEmpty { whole = [48] }
    while whole.count > 1, whole[0] == 48 { whole.removeFirst() }
    guard places > 0 else { return String(decoding: whole, as: UTF8.self) }
    whole.append(UInt8(ascii: "."))
    for place in 0..<places {
      let index = point + place
      whole.append(digits.indices.contains(index) ? digits[index] : 48)
    }
    return String(decoding: whole, as: UTF8.self)
  }

  func scientific(digits count: Int) -> (digits: [UInt8], exponent: Int) {
    let zeros = digits.prefix { $0 == 48 }.count
    guard zeros < digits.count else { return ([UInt8](repeating: 48, count: count), 0) }
    var kept = Array(digits[zeros...].prefix(count))
    while kept.count < count { kept.append(48) }
    return (kept, point - zeros - 1)
  }
}
