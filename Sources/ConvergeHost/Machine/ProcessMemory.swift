internal import CLinux

/// The memory of this process.
package enum ProcessMemory {
  /// Makes fewer page faults and system calls of it; to be called before there are threads.
  package static func useOneHeap() { clinux_use_one_heap() }
}

extension ProcessMemory {
  /// Gives back what is free: what a long-lived process took for its largest piece of work.
  package static func trim() { clinux_trim_heap() }
}
