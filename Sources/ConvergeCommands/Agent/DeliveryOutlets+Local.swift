internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeHost

extension DeliveryOutlets {
  /// Those of this host.
  ///
  /// - Parameters:
  ///   - state: prepared; reports wait below it, in `spool`.
  ///   - webhook: lives as long as reports are delivered.
  static func local(in state: StateDirectory, webhook: LocalWebhook) -> DeliveryOutlets {
    let clock = LocalClock()
    return DeliveryOutlets(
      journal: { datagram in
        failure { () throws(HostError) in try JournalSocket.send(datagram) }
      },
      replaceFile: { path, text in
        failure { () throws(HostError) in
          try WholeFile.put(Array(text.utf8), at: path, mode: 0o644)
        }
      },
      post: { request in
        do throws(HostError) {
          let answer = try await webhook.post(
            request.body, to: request.url, headers: request.headers, timeout: request.timeout)
          return .status(answer.status, retryAfter: answer.retryAfter)
        } catch {
          return .broken(error)
        }
      },
      spool: .local(SpoolDirectory("spool", in: state)), serve: serve,
      now: { clock.now().wallNanoseconds / 1_000_000_000 },
      sleep: { try await Task.sleep(for: $0) }, random: { Double.random(in: 0...1) })
  }

  @Sendable private static func serve(
    _ address: MetricsAddress, _ text: @escaping @Sendable () -> String
  ) -> Result<@Sendable () -> Void, HostError> {
    do throws(HostError) {
      let server =
        switch address {
        case .tcp(let host, let port): try MetricsServer.start(host: host, port: port, text: text)
        case .unix(let path): try MetricsServer.start(path: path, text: text)
        }
      return .success { server.stop() }
    } catch {
      return .failure(error)
    }
  }
}

extension SpoolOutlet {
  fileprivate static func local(_ spool: SpoolDirectory) -> SpoolOutlet {
    SpoolOutlet(
      entries: {
        Result { () throws(HostError) in
          try spool.entries().map {
            SpoolEntry(name: $0.name, run: $0.label, sizeBytes: $0.sizeBytes)
          }
        }
      },
      add: { run, body in failure { () throws(HostError) in try spool.add(run, body) } },
      read: { name in Result { () throws(HostError) in try spool.read(name) } },
      remove: { name in failure { () throws(HostError) in try spool.remove(name) } })
  }
}

/// Why it did not go; nil where it did.
private func failure(_ body: () throws(HostError) -> Void) -> HostError? {
  do throws(HostError) {
    try body()
    return nil
  } catch {
    return error
  }
}
