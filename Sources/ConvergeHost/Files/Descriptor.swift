internal import Glibc

/// An open file of ours, closed when it goes out of scope.
struct Descriptor: ~Copyable {
  let number: Int32

  init(owning number: Int32) { self.number = number }

  deinit { _ = close(number) }
}

/// A directory that several calls walk on from; closed when the last of them lets go of it.
final class OpenDirectory: Sendable {
  let number: Int32

  init(owning number: Int32) { self.number = number }

  deinit { _ = close(number) }
}
