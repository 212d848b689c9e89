internal import ConvergeCore
internal import CSystemd

/// A message of sd-bus, released with the value.
struct BusMessage: ~Copyable {
  let pointer: OpaquePointer

  init(owning pointer: OpaquePointer) { self.pointer = pointer }

  deinit { csystemd_unref(pointer) }

  /// Which of the kinds of csystemd_message_kind it is.
  var kind: UInt32 { UInt32(csystemd_get_kind(pointer)) }

  /// The cookie of the call that this answers; 0 for none.
  var replyCookie: UInt64 { csystemd_get_reply_cookie(pointer) }

  var sender: String? { text(csystemd_get_sender(pointer)) }
  var path: String? { text(csystemd_get_path(pointer)) }
  var interface: String? { text(csystemd_get_interface(pointer)) }
  var member: String? { text(csystemd_get_member(pointer)) }
  var errorName: String? { text(csystemd_get_error_name(pointer)) }
  var errorMessage: String? { text(csystemd_get_error_message(pointer)) }

  private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}
