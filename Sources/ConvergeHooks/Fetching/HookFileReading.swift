internal import ConvergeCore
internal import ConvergeSignatures

/// Reads what is written of a file, collecting what is wrong with it.
struct HookFileReading {
  let node: Node
  let sources: any SourceReader
  var problems = Diagnostics()

  mutating func origin() -> HookFile.Origin? {
    switch (text("url"), text("source")) {
    case (nil, nil):
      problems.error(Message.nowhere, at: node.place, hint: Message.nowhereHint)
      return nil
    case (_?, _?):
      problems.error(Message.both, at: place("source"), hint: Message.bothHint)
      return nil
    case (let url?, nil): return web(url)
    case (nil, let source?): return given(source)
    }
  }

  private mutating func web(_ url: String) -> HookFile.Origin? {
    guard let address = address(url, "url") else { return nil }
    let isUnverified = node["allow_unverified"]?.value.boolean ?? false
    guard text("sha256") != nil else {
      guard isUnverified else {
        problems.error(Message.unverified, at: place("url"), hint: Message.unverifiedHint)
        return nil
      }
      if address.scheme == .http {
        problems.append(
          Diagnostic(
            .warning, Message.anybody, at: place("url"), hint: Message.anybodyHint,
            hidesLine: true))
      }
      return .web(address, sha256: nil)
    }
    if isUnverified {
      problems.error(
        Message.verifiedAndNot, at: place("allow_unverified"), hint: Message.bothHint)
    }
    return digest().map { .web(address, sha256: $0) }
  }

  private mutating func given(_ source: String) -> HookFile.Origin? {
    if node["allow_unverified"] != nil {
      problems.error(Message.notOfSource, at: place("allow_unverified"), hint: Message.leaveOut)
    }
    do throws(HostError) {
      let bytes = try sources.read(source, limitBytes: HookFile.givenLimitBytes)
      if text("sha256") != nil, let digest = digest(), digest != Digest(of: bytes) {
        problems.error(
          Message.otherSource(source, Digest(of: bytes)), at: place("sha256"))
      }
      return .given(bytes)
    } catch {
      problems.error(
        Message.source(source, error), at: place("source"),
        hint: error.reason == .tooLarge ? Message.limit : Message.relative)
      return nil
    }
  }

  private mutating func digest() -> Digest? {
    guard let text = text("sha256") else { return nil }
    let digest = Digest(hexadecimal: text)
    if digest == nil {
      problems.error(
        Message.badDigest(text.utf8.count), at: place("sha256"), hint: Message.digestHint)
    }
    return digest
  }

  mutating func signature() -> FileSignature? {
    guard let text = text("signature") else { return nil }
    if text.hasPrefix("https:") || text.hasPrefix("http:") {
      return address(text, "signature").map(FileSignature.web)
    }
    do throws(SignatureProblem) { _ = try SignatureText(text) } catch {
      problems.error(error.message, at: place("signature"), hint: Message.signatureHint)
      return nil
    }
    return .text(text)
  }

  mutating func publicKey() -> SigningKey? {
    guard let text = text("public_key") else { return nil }
    if node["signature"] == nil {
      problems.error(Message.keyAlone, at: place("public_key"), hint: Message.keyAloneHint)
    }
    do throws(SignatureProblem) { return try SigningKey(text) } catch {
      problems.error(error.message, at: place("public_key"), hint: Message.keyHint)
      return nil
    }
  }

  mutating func name(_ origin: HookFile.Origin?) -> String? {
    if let name = text("name") {
      guard let problem = HookFileName.problem(of: name) else { return name }
      problems.error(Message.badName(problem), at: place("name"), hint: Message.nameHint)
      return nil
    }
    let name: String?
    switch origin {
    case nil: return nil
    case .web(let address, _): name = address.fileName
    case .given:
      let segments = (text("source") ?? "").utf8.split(separator: UInt8(ascii: "/"))
      name = segments.last.map { String(Substring($0)) }
    }
    let problem = HookFileName.problem(of: name ?? "")
    guard let problem else { return name }
    let written = node["url"] == nil ? "source" : "url"
    problems.append(
      Diagnostic(
        .error, Message.noName(written, problem), at: place(written), hint: Message.noNameHint,
        hidesLine: true))
    return nil
  }

  private mutating func address(_ url: String, _ key: String) -> WebAddress? {
    do throws(WebAddressProblem) { return try WebAddress(url) } catch {
      // The line may hold a password, or a token in the query.
      problems.append(
        Diagnostic(.error, "in '\(key)', \(error.message)", at: place(key), hidesLine: true))
      return nil
    }
  }

  private func text(_ key: String) -> String? {
    guard let scalar = node[key]?.scalar, !scalar.isNull else { return nil }
    return scalar.text
  }

  private func place(_ key: String) -> Place { node[key]?.place ?? node.place }
}

private enum Message {
  static let nowhere = "a file needs a 'url' or a 'source'"
  static let nowhereHint = "write { url: https://…, sha256: … } or { source: PATH }"
  static let both = "'url' and 'source' exclude each other"
  static let bothHint = "keep one of them"
  static let leaveOut = "leave it out"
  static let unverified = "a file from a URL needs a 'sha256'"
  static let unverifiedHint =
    "`sha256sum FILE` tells it; 'allow_unverified: true' takes whatever comes"
  static let anybody = "what comes over http unverified, anybody on the way can change"
  static let anybodyHint = "write https, or 'sha256'"
  static let verifiedAndNot = "'sha256' and 'allow_unverified' exclude each other"
  static let notOfSource = "'allow_unverified' is for what comes from a URL"
  static func otherSource(_ path: String, _ digest: Digest) -> String {
    "the SHA-256 of '\(path)' is \(digest.hexadecimal)"
  }
  static func source(_ path: String, _ error: HostError) -> String {
    "cannot read source '\(path)': \(error.because)"
  }
  static let limit = "a source has at most 64 MiB"
  static let relative = "a path is relative to the manifest that it stands in"
  static func badDigest(_ count: Int) -> String {
    count == 64
      ? "'sha256' must be 64 hexadecimal digits, and something in it is none"
      : "'sha256' must be 64 hexadecimal digits, and has \(count)"
  }
  static let digestHint = "`sha256sum FILE` tells it"
  static let signatureHint =
    "write what `ssh-keygen -Y sign -n converge` makes, 64 bytes in base64, or a URL"
  static let keyAlone = "'public_key' without 'signature' means nothing"
  static let keyAloneHint = "name the signature, or leave it out"
  static let keyHint = "write 'ssh-ed25519 AAAA…', or the key's 32 bytes in base64 or hexadecimal"
  static func badName(_ problem: String) -> String {
    "the 'name' of a file is no plain name: \(problem)"
  }
  static let nameHint = "write a name without a slash"
  static func noName(_ key: String, _ problem: String) -> String {
    "the last part of '\(key)' gives no name: \(problem)"
  }
  static let noNameHint = "give it a 'name'"
}
