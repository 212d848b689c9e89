package import ConvergeCore

/// A Docker Engine on its unix socket, spoken to in a version of its API that both sides know.
///
/// Answers are read leniently: unknown members are ignored, missing ones have their zero value.
/// Docker Engine API: <https://docs.docker.com/reference/api/engine/>.
package struct DockerEngine: Sendable {
  /// Where the engine listens.
  package static let socket = "/run/docker.sock"
  /// What brings an engine: whatever is declared as one, and the service that Debian's and Docker's
  /// packages have.
  package static let providers = [
    Identity(.engine, "docker"), Identity(Identity.Space(rawValue: "service"), "docker.service"),
  ]
  /// The newest version of the API that this client knows.
  static let newestVersion = APIVersion(major: 1, minor: 47)

  let http: any HTTPTransport
  let clock: any HostClock
  let version: APIVersion

  /// Asks the engine which version of the API it speaks; the lower of its and ours is used.
  ///
  /// - Throws: `unavailable` where no engine answers, or where it speaks no version that we know.
  package init(on host: Host) async throws(HostError) {
    http = host.http
    clock = host.clock
    var request = HTTPRequest(
      socket: Self.socket, method: "GET", target: "/version", timeout: .seconds(20))
    request.limitBytes = 1 << 20
    let response: HTTPResponse
    do throws(HostError) {
      response = try await host.http.send(request)
    } catch {
      throw error.reason == .unavailable || error.reason == .notFound ? Message.noEngine : error
    }
    let answer = (try? Value(json: response.body)) ?? .null
    guard response.status == 200, let newest = APIVersion(answer["ApiVersion"]?.text ?? "") else {
      throw Message.noVersion(response.status)
    }
    version = min(newest, Self.newestVersion)
    if let oldest = APIVersion(answer["MinAPIVersion"]?.text ?? ""), version < oldest {
      throw Message.tooNew(oldest)
    }
  }

  /// Sends a request and reads the JSON answer; `.null` for an empty one.
  ///
  /// - Parameters:
  ///   - query: names and values, not yet encoded.
  /// - Throws: `HostError` with the engine's own message; `notFound` for 404, `refused` for 409.
  func send(
    _ method: String, _ path: String, query: [(String, String)] = [], body: Value? = nil,
    timeout: Duration = .seconds(60), on subject: String, to operation: String
  ) async throws(HostError) -> Value {
    let response = try await exchange(
      method, path, query: query, body: body, timeout: timeout)
    guard (200..<400).contains(response.status) else {
      throw Self.error(response, on: subject, to: operation)
    }
    if response.body.isEmpty { return .null }
    do throws(JSONError) {
      return try Value(json: response.body)
    } catch {
      throw HostError(
        .other, operation, subject, because: "the engine's answer cannot be read: \(error)")
    }
  }

  /// Sends a request and gives the answer as it is.
  func exchange(
    _ method: String, _ path: String, query: [(String, String)], body: Value?, timeout: Duration
  ) async throws(HostError) -> HTTPResponse {
    let text = query.map { "\($0.0)=\(percentEncoded($0.1))" }.joined(separator: "&")
    var request = HTTPRequest(
      socket: Self.socket, method: method,
      target: "/v\(version)\(path)\(text.isEmpty ? "" : "?\(text)")", timeout: timeout)
    if let body {
      request.headers = [("Content-Type", "application/json")]
      request.body = Array(body.revealedJSONText().utf8)
    }
    return try await http.send(request)
  }

  static func error(
    _ response: HTTPResponse, on subject: String, to operation: String
  ) -> HostError {
    let answer = (try? Value(json: response.body)) ?? .null
    let message = answer["message"]?.text ?? "the engine answered \(response.status)"
    let reason: HostError.Reason =
      switch response.status {
      case 404: .notFound
      case 409: .refused
      default: .failed
      }
    return HostError(reason, operation, subject, because: message)
  }
}

/// A version of the Docker Engine's API, as `1.41`.
struct APIVersion: Comparable, Sendable, CustomStringConvertible {
  let major: Int
  let minor: Int

  init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
    self.init(major: major, minor: minor)
  }

  var description: String { "\(major).\(minor)" }

  static func < (left: APIVersion, right: APIVersion) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }
}

/// Percent-encodes all but the unreserved characters of RFC 3986, section 2.3.
func percentEncoded(_ text: String) -> String {
  let digits = Array("0123456789ABCDEF".utf8)
  var result: [UInt8] = []
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      result.append(byte)
    default:
      result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  return String(decoding: result, as: UTF8.self)
}

extension Value {
  /// JSON with what is sensitive written out: only for the body of a request to the engine.
  fileprivate func revealedJSONText() -> String { revealed.jsonText() }

  private var revealed: Value {
    switch self {
    case .sensitive(let inner): inner.revealed
    case .list(let elements): .list(elements.map(\.revealed))
    case .mapping(let members): .mapping(members.map { Member($0.key, $0.value.revealed) })
    default: self
    }
  }
}

private enum Message {
  static let noEngine = HostError(
    .unavailable, "reach", "the Docker Engine",
    because: "nobody answers on \(DockerEngine.socket)",
    remedy: "install it (package docker.io) and start it (service docker)")

  static func noVersion(_ status: Int) -> HostError {
    HostError(
      .unavailable, "reach", "the Docker Engine",
      because: "what answers on \(DockerEngine.socket) is none: it tells no API version (\(status))"
    )
  }

  static func tooNew(_ oldest: APIVersion) -> HostError {
    HostError(
      .unavailable, "reach", "the Docker Engine",
      because: "it speaks API \(oldest) or later, this converge \(DockerEngine.newestVersion)",
      remedy: "use a newer converge")
  }
}
