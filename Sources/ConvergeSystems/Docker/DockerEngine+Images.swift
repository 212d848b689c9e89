package import ConvergeCore

/// Images.
extension DockerEngine {
  /// The local images: every name that one of them has, to its id (`sha256:…`).
  package func imageIDs() async throws(HostError) -> [String: String] {
    let answer = try await send("GET", "/images/json", on: "images", to: "list")
    var ids: [String: String] = [:]
    for image in answer.list ?? [] {
      guard let id = image["Id"]?.text else { continue }
      for name in (image["RepoTags"]?.list ?? []) + (image["RepoDigests"]?.list ?? []) {
        if let text = name.text { ids[text] = id }
      }
    }
    return ids
  }

  /// What `GET /images/{name}/json` tells; nil where there is no such image.
  package func image(_ name: String) async throws(HostError) -> Value? {
    do throws(HostError) {
      return try await send(
        "GET", "/images/\(percentEncodedPath(name))/json", on: "image \(name)", to: "inspect")
    } catch {
      if error.reason == .notFound { return nil }
      throw error
    }
  }

  /// Pulls an image. The answer is a stream of JSON lines, and errors arrive inside a 200.
  package func pull(_ name: ImageName, timeout: Duration) async throws(HostError) {
    let subject = "image \(name)"
    var query = [("fromImage", name.repository)]
    query.append(("tag", name.digest ?? name.tag ?? "latest"))
    let response = try await exchange(
      "POST", "/images/create", query: query, body: nil, timeout: timeout)
    guard response.status == 200 else {
      throw Self.error(response, on: subject, to: "pull")
    }
    for line in response.body.split(separator: UInt8(ascii: "\n")) {
      guard let message = try? Value(json: line), let error = message["error"]?.text else {
        continue
      }
      throw HostError(.failed, "pull", subject, because: error)
    }
  }

  /// Removes a name of an image, and the image with its last name.
  package func removeImage(_ name: ImageName) async throws(HostError) {
    _ = try await send(
      "DELETE", "/images/\(percentEncodedPath(name.listed))", on: "image \(name)",
      to: "remove")
  }
}

/// As `percentEncoded`, with slashes left alone: an image's name is several segments of a path.
func percentEncodedPath(_ text: String) -> String {
  text.split(separator: "/", omittingEmptySubsequences: false)
    .map { percentEncoded(String($0)) }.joined(separator: "/")
}
