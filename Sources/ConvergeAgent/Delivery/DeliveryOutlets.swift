package import ConvergeCore

/// What delivering reports needs of the host, each as small as it can be.
package struct DeliveryOutlets: Sendable {
  /// Sends one datagram to the journal; returns why not.
  package var journal: @Sendable (_ datagram: [UInt8]) -> HostError?
  /// Puts a whole file in the place of another; returns why not.
  package var replaceFile: @Sendable (_ path: String, _ text: String) -> HostError?
  /// Sends one request and waits for its answer.
  package var post: @Sendable (WebhookRequest) async -> WebhookAnswer
  package var spool: SpoolOutlet
  /// Serves what `text` gives to whoever asks, until the returned value is called.
  package var serve:
    @Sendable (MetricsAddress, _ text: @escaping @Sendable () -> String) -> Result<
      @Sendable () -> Void, HostError
    >
  /// Seconds since 1970.
  package var now: @Sendable () -> Int64
  /// Waits; throws where it was cancelled.
  package var sleep: @Sendable (Duration) async throws -> Void
  /// From 0 to 1.
  package var random: @Sendable () -> Double

  package init(
    journal: @escaping @Sendable ([UInt8]) -> HostError?,
    replaceFile: @escaping @Sendable (String, String) -> HostError?,
    post: @escaping @Sendable (WebhookRequest) async -> WebhookAnswer, spool: SpoolOutlet,
    serve:
      @escaping @Sendable (MetricsAddress, @escaping @Sendable () -> String) -> Result<
        @Sendable () -> Void, HostError
      >, now: @escaping @Sendable () -> Int64,
    sleep: @escaping @Sendable (Duration) async throws -> Void,
    random: @escaping @Sendable () -> Double
  ) {
    self.journal = journal
    self.replaceFile = replaceFile
    self.post = post
    self.spool = spool
    self.serve = serve
    self.now = now
    self.sleep = sleep
    self.random = random
  }
}

/// A directory of the host in which reports wait for their webhook.
package struct SpoolOutlet: Sendable {
  /// Oldest first.
  package var entries: @Sendable () -> Result<[SpoolEntry], HostError>
  /// Keeps a body durably under a name that sorts behind all others.
  package var add: @Sendable (_ run: String, _ body: [UInt8]) -> HostError?
  package var read: @Sendable (_ name: String) -> Result<[UInt8], HostError>
  package var remove: @Sendable (_ name: String) -> HostError?

  package init(
    entries: @escaping @Sendable () -> Result<[SpoolEntry], HostError>,
    add: @escaping @Sendable (String, [UInt8]) -> HostError?,
    read: @escaping @Sendable (String) -> Result<[UInt8], HostError>,
    remove: @escaping @Sendable (String) -> HostError?
  ) {
    self.entries = entries
    self.add = add
    self.read = read
    self.remove = remove
  }
}

/// A report that waits.
package struct SpoolEntry: Sendable, Equatable {
  package let name: String
  /// The run that it tells of.
  package let run: String
  package let sizeBytes: Int

  package init(name: String, run: String, sizeBytes: Int) {
    self.name = name
    self.run = run
    self.sizeBytes = sizeBytes
  }
}
