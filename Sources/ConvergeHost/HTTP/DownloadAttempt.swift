internal import AsyncHTTPClient
internal import ConvergeCore
internal import NIOCore
internal import NIOHTTP1

/// One attempt to fetch a file: redirections, what is there already, and the bytes that come.
struct DownloadAttempt: Sendable {
  let download: Download
  let address: WebAddress
  let path: String
  let files: LocalFiles
  let clients: DownloadClients
  let watch: DownloadWatch

  private static let redirectLimit = 5

  func run() async throws(DownloadFailure) -> Downloaded {
    let partial: PartialFile
    do throws(HostError) {
      partial = try PartialFile(path, of: download.url, files: files)
    } catch {
      throw DownloadErrors.lasting(error)
    }
    return try await fill(partial)
  }

  /// Fills the file, taking up what is there; where the server's answer does not fit it, from its
  /// beginning.
  private func fill(_ partial: PartialFile) async throws(DownloadFailure) -> Downloaded {
    if partial.validator != nil {
      try hosted { () throws(HostError) in try partial.goOn() }
      let response = try await response(goingOnWith: partial)
      if let unchanged = unchanged(response) { return unchanged }
      if let answer = try accepted(response, resuming: partial) {
        let resumed = answer.isWhole ? 0 : partial.sizeBytes
        return try await receive(response, answer, into: partial, resumed: resumed)
      }
    }
    let response = try await response(goingOnWith: nil)
    if let unchanged = unchanged(response) { return unchanged }
    guard response.status == .ok else { throw failure(of: response) }
    let answer = try whole(response)
    return try await receive(response, answer, into: partial, resumed: 0)
  }

  /// What a server says that still has what is known already.
  private func unchanged(_ response: HTTPClientResponse) -> Downloaded? {
    guard response.status == .notModified, let tag = download.knownTag else { return nil }
    return Downloaded(unchanged: tag)
  }

  /// An answer that brings bytes.
  private struct Answer {
    /// From the first byte on; otherwise from where the file ends.
    let isWhole: Bool
    /// Of the whole file; nil where the server does not say.
    let totalBytes: Int64?
  }

  /// What an answer to a request for the rest brings; nil where the file has to be started over.
  private func accepted(
    _ response: HTTPClientResponse, resuming partial: PartialFile
  ) throws(DownloadFailure) -> Answer? {
    switch response.status {
    case .ok: return try whole(response)
    case .rangeNotSatisfiable: return nil
    case .partialContent:
      try requirePlain(response)
      guard let range = ContentRange(response.headers["Content-Range"]),
        range.first == partial.sizeBytes,
        response.validator.map({ $0 == partial.validator }) ?? true,
        let total = range.total, range.last == total - 1,
        response.length.map({ $0 == total - range.first }) ?? true
      else { return nil }
      return Answer(isWhole: false, totalBytes: total)
    default: throw failure(of: response)
    }
  }

  private func whole(_ response: HTTPClientResponse) throws(DownloadFailure) -> Answer {
    try requirePlain(response)
    return Answer(isWhole: true, totalBytes: response.length)
  }

  /// The digest is of the bytes as they are stored, and not of what packs them for the way.
  private func requirePlain(_ response: HTTPClientResponse) throws(DownloadFailure) {
    let codings = response.headers[canonicalForm: "Content-Encoding"]
    guard codings.allSatisfy({ $0.lowercased() == "identity" }) else {
      throw lasting(.refused, Message.encoded(String(codings.joined(separator: ", ").prefix(40))))
    }
  }

  private func receive(
    _ response: HTTPClientResponse, _ answer: Answer, into partial: PartialFile, resumed: Int64
  ) async throws(DownloadFailure) -> Downloaded {
    if let total = answer.totalBytes, total > download.limitBytes { throw tooLarge }
    if answer.isWhole {
      try hosted { () throws(HostError) in
        try partial.startOver(validator: response.validator)
      }
    }
    do {
      for try await part in response.body {
        watch.touch()
        guard partial.sizeBytes + Int64(part.readableBytes) <= download.limitBytes else {
          throw tooLarge
        }
        try part.withUnsafeReadableBytes { bytes in
          Result { () throws(HostError) in try partial.append(bytes) }
        }.get()
      }
    } catch {
      throw DownloadErrors.failure(error, address)
    }
    if Task.isCancelled { throw DownloadErrors.interrupted(address) }
    if let total = answer.totalBytes, partial.sizeBytes != total {
      throw DownloadErrors.passing(address, Message.truncated(partial.sizeBytes, of: total))
    }
    var digest: Digest?
    try hosted { () throws(HostError) in digest = try partial.finish() }
    return Downloaded(
      sha256: digest?.hexadecimal ?? "", sizeBytes: partial.sizeBytes, resumedBytes: resumed,
      tag: response.tag)
  }

  /// The answer behind all redirections.
  private func response(
    goingOnWith partial: PartialFile?
  ) async throws(DownloadFailure) -> HTTPClientResponse {
    var here = address
    var isOurServer = true
    for _ in 0...Self.redirectLimit {
      let response = try await send(to: here, own: isOurServer, goingOnWith: partial)
      watch.touch()
      guard [301, 302, 303, 307, 308].contains(response.status.code) else { return response }
      guard let location = response.headers.first(name: "Location") else {
        throw lasting(.refused, Message.nowhere)
      }
      let next: WebAddress
      do { next = try here.resolving(location) } catch {
        throw lasting(.refused, Message.redirection(error.message))
      }
      guard here.scheme == .http || next.scheme == .https else {
        throw lasting(.refused, Message.unprotected("\(next)"))
      }
      if !next.isSameOrigin(as: here) { isOurServer = false }
      here = next
    }
    throw lasting(.refused, Message.endless(Self.redirectLimit))
  }

  private func send(
    to here: WebAddress, own: Bool, goingOnWith partial: PartialFile?
  ) async throws(DownloadFailure) -> HTTPClientResponse {
    do {
      var (client, request) = try clients.request(for: here)
      if own {
        for (name, value) in download.headers { request.headers.add(name: name, value: value) }
      }
      request.headers.replaceOrAdd(name: "User-Agent", value: "converge/\(ownVersion)")
      request.headers.replaceOrAdd(name: "Accept-Encoding", value: "identity")
      if let tag = download.knownTag {
        request.headers.replaceOrAdd(name: "If-None-Match", value: tag)
      }
      if let partial, let validator = partial.validator {
        request.headers.replaceOrAdd(name: "Range", value: "bytes=\(partial.sizeBytes)-")
        request.headers.replaceOrAdd(name: "If-Range", value: validator)
      }
      return try await client.execute(request, timeout: .hours(24))
    } catch {
      throw DownloadErrors.failure(error, here)
    }
  }
}

extension DownloadAttempt {
  /// What it means that the attempt was ended.
  func failure(of expiry: DownloadWatch.Expiry) -> DownloadFailure {
    switch expiry {
    case .stall: DownloadErrors.passing(address, Message.stalled(download.stall))
    case .unwanted: DownloadErrors.interrupted(address)
    case .deadline: lasting(.timedOut, Message.late(download.deadline))
    }
  }

  private var tooLarge: DownloadFailure {
    lasting(.tooLarge, Message.tooLarge(download.limitBytes))
  }

  private func lasting(_ reason: HostError.Reason, _ because: String) -> DownloadFailure {
    DownloadErrors.lasting(HostError(reason, "fetch", "\(address)", because: because))
  }

  private func failure(of response: HTTPClientResponse) -> DownloadFailure {
    let because = Message.answered(Int(response.status.code))
    switch response.status.code {
    case 404, 410: return lasting(.notFound, because)
    case 401, 403, 407: return lasting(.denied, because)
    case 408, 425, 429, 500, 502, 503, 504:
      let now = LocalClock.wallSeconds()
      return DownloadErrors.passing(
        address, because,
        retryAfter: response.headers.first(name: "Retry-After").flatMap {
          HTTPDate.retryAfter($0, nowSeconds: now)
        })
    default: return lasting(.refused, because)
    }
  }

  private func hosted(_ body: () throws(HostError) -> Void) throws(DownloadFailure) {
    do throws(HostError) { try body() } catch { throw DownloadErrors.lasting(error) }
  }
}

extension HTTPClientResponse {
  /// `Content-Length`.
  fileprivate var length: Int64? {
    headers.first(name: "Content-Length").flatMap(Int64.init).flatMap { $0 >= 0 ? $0 : nil }
  }

  /// `ETag`, where it can be sent back.
  fileprivate var tag: String? { headers.first(name: "ETag").flatMap(Self.printable) }

  private static func printable(_ text: String) -> String? {
    text.utf8.count <= 1024 && text.utf8.allSatisfy { (0x20...0x7E).contains($0) } ? text : nil
  }

  /// By what the same bytes are known again: a strong entity tag, or else the date of the last
  /// change, where that is so long ago that no other can have had the same (RFC 9110, 8.8.2.2).
  fileprivate var validator: String? {
    let written: String?
    if let tag = headers.first(name: "ETag") {
      written = tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.utf8.count > 1 ? tag : nil
    } else if let changed = headers.first(name: "Last-Modified"),
      let then = HTTPDate.seconds(changed),
      let now = headers.first(name: "Date").flatMap(HTTPDate.seconds), now > then
    {
      written = changed
    } else {
      written = nil
    }
    return written.flatMap(Self.printable)
  }
}

private enum Message {
  static func answered(_ status: Int) -> String {
    let words = HTTPResponseStatus(statusCode: status).reasonPhrase
    return "the server answers \(status)\(words.isEmpty ? "" : " \(words)")"
  }
  static let nowhere = "the server redirects without saying where to"
  static func redirection(_ problem: String) -> String { "in the redirection, \(problem)" }
  static func unprotected(_ next: String) -> String {
    "the server redirects from https to http, \(next), where anybody can change what comes"
  }
  static func endless(_ limit: Int) -> String { "the server redirects more than \(limit) times" }
  static func encoded(_ coding: String) -> String {
    "the server sends it packed (Content-Encoding: \(coding)), though it was asked not to"
  }
  static func tooLarge(_ limit: Int64) -> String {
    "it is larger than the limit of \(limit) bytes"
  }
  static func truncated(_ count: Int64, of total: Int64) -> String {
    "the transfer ended after \(count) of \(total) bytes"
  }
  static func stalled(_ stall: Duration) -> String { "nothing came for \(stall)" }
  static func late(_ deadline: Duration) -> String { "it has not come whole within \(deadline)" }
}
