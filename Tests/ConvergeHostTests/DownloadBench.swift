import ConvergeCore
import ConvergeHost
import Foundation
import Synchronization
import Testing

/// What the tests of downloads share: a place for the file, and one way to fetch it.
struct DownloadBench {
  let scratch: Scratch
  /// They go on as long as this does.
  private let servers = Servers()
  var path: String { scratch("file") }

  init() throws { scratch = try Scratch() }

  /// A server that does to each request what is said, the last thing again and again.
  func server(_ answers: [ScriptedServer.Step]...) throws -> ScriptedServer {
    let server = try ScriptedServer(answers)
    servers.all.withLock { $0.append(server) }
    return server
  }

  /// The port of a server that has gone.
  func goneServer() throws -> Int { try ScriptedServer([[]]).port }

  /// One attempt.
  func fetch(
    _ url: String, environment: [String: String] = [:],
    _ change: (inout Download) -> Void = { _ in }
  ) async throws(DownloadFailure) -> Downloaded {
    var download = Download(url: url)
    // Beside all other tests a continuation can wait for its thread for long.
    (download.stall, download.deadline) = (.seconds(3600), .seconds(3600))
    change(&download)
    let downloads = LocalDownloads(environment: environment)
    let outcome: Result<Downloaded, DownloadFailure>
    do throws(DownloadFailure) {
      outcome = .success(try await downloads.fetch(download, to: path))
    } catch {
      outcome = .failure(error)
    }
    downloads.close()
    return try outcome.get()
  }

  /// Why an attempt fails.
  func failure(
    _ url: String, environment: [String: String] = [:],
    _ change: (inout Download) -> Void = { _ in }
  ) async throws -> DownloadFailure {
    do throws(DownloadFailure) {
      let file = try await fetch(url, environment: environment, change)
      Issue.record("a file of \(file.sizeBytes) bytes came")
    } catch {
      return error
    }
    throw CancellationError()
  }

  var content: String? { try? scratch.text("file") }
}

private final class Servers: Sendable {
  let all = Mutex<[ScriptedServer]>([])
}

func sha256(_ text: String) -> String { Digest(of: text).hexadecimal }
