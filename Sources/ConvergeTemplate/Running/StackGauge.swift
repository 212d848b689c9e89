/// How much of the stack is in use since it was made, whatever sizes the compiler gives to calls.
struct StackGauge {
  private let start = StackGauge.here()

  var usedBytes: Int { abs(Int(bitPattern: start &- Self.here())) }

  @inline(never)
  private static func here() -> UInt {
    var mark: UInt8 = 0
    return withUnsafeMutablePointer(to: &mark) { UInt(bitPattern: $0) }
  }
}
