import Foundation

/// Mounts that one thread alone sees, and that go away with it: unshare(2), mount(2).
enum PrivateMounts {
  /// Mounts a file system of `sizeBytes` at `path` and does `work` there; nil where that is not
  /// permitted.
  static func run<Answer: Sendable>(
    at path: String, sizeBytes: Int, readOnlyAfter prepare: (@Sendable () -> Void)? = nil,
    _ work: @escaping @Sendable () -> Answer
  ) async -> Answer? {
    await withCheckedContinuation { (continuation: CheckedContinuation<Answer?, Never>) in
      let thread = Thread {
        guard enter(path, "size=\(sizeBytes)") else { return continuation.resume(returning: nil) }
        if let prepare {
          prepare()
          // MS_REMOUNT and MS_RDONLY, mount(2).
          guard mount("none", path, nil, 32 | 1, nil) == 0 else {
            return continuation.resume(returning: nil)
          }
        }
        continuation.resume(returning: work())
      }
      thread.start()
    }
  }

  private static func enter(_ path: String, _ options: String) -> Bool {
    // CLONE_NEWNS, then MS_REC and MS_PRIVATE, so that nobody else sees what is mounted.
    guard unshare(0x20000) == 0, mount("none", "/", nil, 0x4000 | 0x40000, nil) == 0 else {
      return false
    }
    return mount("tmpfs", path, "tmpfs", 0, options) == 0
  }

  /// Swift's Glibc module has neither of the two.
  private static func unshare(_ flags: Int32) -> Int32 {
    typealias Function = @convention(c) (Int32) -> Int32
    guard let symbol = dlsym(nil, "unshare") else { return -1 }
    return unsafeBitCast(symbol, to: Function.self)(flags)
  }

  private static func mount(
    _ source: String, _ target: String, _ type: String?, _ flags: UInt, _ options: String?
  ) -> Int32 {
    typealias Function =
      @convention(c) (
        UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<CChar>?, UInt,
        UnsafePointer<CChar>?
      ) -> Int32
    guard let symbol = dlsym(nil, "mount") else { return -1 }
    let function = unsafeBitCast(symbol, to: Function.self)
    return source.withCString { source in
      target.withCString { target in
        (type ?? "").withCString { type in
          (options ?? "").withCString { function(source, target, type, flags, $0) }
        }
      }
    }
  }
}
