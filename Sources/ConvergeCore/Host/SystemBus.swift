/// The system's D-Bus.
package protocol SystemBus: Sendable {
  /// Sends all calls before it waits for the first answer; answers in the order of the calls.
  func call(_ calls: [BusCall], timeout: Duration) async -> [Result<[BusValue], HostError>]
  /// As `call`, for methods that answer with a job's object path: each result is the body of the
  /// signal that ends the job.
  func perform(
    _ calls: [BusCall], until end: BusJobEnd, timeout: Duration
  ) async -> [Result<[BusValue], HostError>]
}

/// A method call.
package struct BusCall: Sendable, Hashable {
  package let destination: String
  package let path: String
  package let interface: String
  package let member: String
  package let arguments: [BusValue]

  package init(
    _ destination: String, _ path: String, _ interface: String, _ member: String,
    _ arguments: [BusValue] = []
  ) {
    self.destination = destination
    self.path = path
    self.interface = interface
    self.member = member
    self.arguments = arguments
  }
}

/// The signal that ends a job, as systemd's `JobRemoved(u id, o job, s unit, s result)`.
package struct BusJobEnd: Sendable, Hashable {
  package let path: String
  package let interface: String
  package let member: String
  /// Which of the signal's arguments is the job's path.
  package let jobArgument: Int

  package init(path: String, interface: String, member: String, jobArgument: Int) {
    self.path = path
    self.interface = interface
    self.member = member
    self.jobArgument = jobArgument
  }
}

/// A value on the bus, with the types that systemd uses.
package indirect enum BusValue: Sendable, Hashable {
  case boolean(Bool)
  case byte(UInt8)
  case int32(Int32)
  case uint32(UInt32)
  case int64(Int64)
  case uint64(UInt64)
  case double(Double)
  case text(String)
  case objectPath(String)
  case signature(String)
  case variant(BusValue)
  case structure([BusValue])
  /// With the signature of its elements, since an array may be empty.
  case array(String, [BusValue])
  case dictionaryEntry(BusValue, BusValue)

  /// The text of a string or an object path, through a variant.
  package var text: String? {
    switch self {
    case .text(let text), .objectPath(let text), .signature(let text): text
    case .variant(let inner): inner.text
    default: nil
    }
  }

  /// Any unsigned integer, through a variant.
  package var unsigned: UInt64? {
    switch self {
    case .byte(let number): UInt64(number)
    case .uint32(let number): UInt64(number)
    case .uint64(let number): number
    case .variant(let inner): inner.unsigned
    default: nil
    }
  }

  /// A boolean, through a variant.
  package var boolean: Bool? {
    switch self {
    case .boolean(let flag): flag
    case .variant(let inner): inner.boolean
    default: nil
    }
  }

  /// The elements of an array or structure, through a variant.
  package var elements: [BusValue]? {
    switch self {
    case .array(_, let elements), .structure(let elements): elements
    case .variant(let inner): inner.elements
    default: nil
    }
  }
}
