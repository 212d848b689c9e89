internal import CLinux

/// The memory of this process.
package enum ProcessMemory {
  /// Makes fewer page faults and system calls of it; to be called before there are threads.
  package static func useOneHeap() { clinux_use_one_heap() }
}

extension ProcessMemory {
  /// Gives back what a long-lived process took for its largest piece of work: what is free of the
  /// heap, and the code that only such work needs, which the kernel keeps no longer for us alone.
  package static func trim() {
    clinux_trim_heap()
    clinux_release_code()
  }
}
