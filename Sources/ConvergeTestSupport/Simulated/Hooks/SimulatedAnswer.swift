package import ConvergeCore

/// What a server of the simulated network does with one request.
package enum SimulatedAnswer: Sendable {
  /// Sends a file; where a part of it is there already, only what is behind that.
  case file([UInt8])
  /// Sends a file with an entity tag; 304 where that is known already.
  case tagged(String, [UInt8])
  /// Sends these bytes, and then the connection breaks.
  case broken([UInt8])
  case fails(DownloadFailure)

  /// A failure after which another attempt may help.
  package static func passing(_ because: String, retryAfter: Duration? = nil) -> SimulatedAnswer {
    .fails(
      DownloadFailure(
        HostError(.unavailable, "fetch", "a file", because: because), isPassing: true,
        retryAfter: retryAfter))
  }
}
