/// What names a directory in an event of the kernel's: its handle, or the number of its watch.
struct DirectoryKey: Hashable {
  let bytes: [UInt8]
}
