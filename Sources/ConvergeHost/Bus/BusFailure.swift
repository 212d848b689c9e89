internal import ConvergeCore

/// What an error on the bus means.
enum BusFailure {
  /// The answer to a call that was an error.
  static func error(_ call: BusCall, _ message: borrowing BusMessage) -> HostError {
    let name = message.errorName ?? Message.unknown
    let text = message.errorMessage ?? ""
    return HostError(
      reason(name), "call", subject(call), because: text.isEmpty ? name : "\(text) (\(name))")
  }

  /// What we ask, to be named in an error.
  static func subject(_ call: BusCall) -> String { "\(call.member) of \(call.destination)" }

  private static func reason(_ name: String) -> HostError.Reason {
    let own = "org.freedesktop.DBus.Error."
    guard name.hasPrefix(own) else {
      if name.hasSuffix(".NoSuchUnit") || name.hasSuffix(".NoSuchUnitFile") { return .notFound }
      return name.hasSuffix(".UnitMasked") ? .refused : .failed
    }
    return switch name.dropFirst(own.count) {
    // The bus itself gives no answer up for its time: it says so where who was asked has gone.
    case "ServiceUnknown", "NameHasNoOwner", "NoServer", "Disconnected", "NoReply": .unavailable
    case _ where name.hasPrefix(own + "Spawn."): .unavailable
    case "AccessDenied", "AuthFailed", "InteractiveAuthorizationRequired": .denied
    case "FileNotFound", "UnknownObject": .notFound
    case "Timeout", "TimedOut": .timedOut
    case "UnknownMethod", "UnknownInterface", "UnknownProperty", "InvalidArgs", "NotSupported",
      "PropertyReadOnly":
      .refused
    case "NoMemory", "LimitsExceeded": .noSpace
    default: .failed
    }
  }
}

private enum Message {
  static let unknown = "an error without a name"
}
