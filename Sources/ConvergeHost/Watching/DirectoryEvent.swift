internal import CLinux
internal import Glibc

/// Something that happened in a watched directory.
struct DirectoryEvent {
  enum Change {
    /// A name is there, is gone, or stands for something else.
    case name
    /// What the name stands for has other content, owner or mode.
    case content
    /// The directory itself is gone or elsewhere.
    case directory

    init(_ change: clinux_change) {
      switch change {
      case clinux_name_changed: self = .name
      case clinux_directory_changed: self = .directory
      default: self = .content
      }
    }
  }

  /// Who did it, as the kernel tells.
  enum Process {
    case none(String)
    /// The number, and a handle of ours that is open as long as the event is worked on.
    case handle(pid_t, Int32)
    /// It ended before the event was read.
    case ended(pid_t)
    /// The kernel gives no handles.
    case number(pid_t)
  }

  let directory: DirectoryKey
  /// nil: the directory itself.
  let name: String?
  let change: Change
  let process: Process
}
