internal import Glibc

/// The failure of a system call before it is known what it was for.
struct Errno: Error {
  let code: Int32

  /// What a call returned, where it succeeded.
  @discardableResult
  static func check(_ result: Int32) throws(Errno) -> Int32 {
    guard result >= 0 else { throw Errno(code: errno) }
    return result
  }

  /// As `check`, for calls that transfer bytes.
  static func check(_ result: Int) throws(Errno) -> Int {
    guard result >= 0 else { throw Errno(code: errno) }
    return result
  }
}
