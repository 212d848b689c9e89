internal import CLinux

/// The memory of this process.
package enum ProcessMemory {
  /// Makes fewer page faults and system calls of it; to be called before there are threads.
  package static func useOneHeap() { clinux_use_one_heap() }
}
