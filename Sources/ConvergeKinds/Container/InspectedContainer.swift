internal import ConvergeCore
internal import ConvergeSystems

/// A container as the engine tells of it.
package struct InspectedContainer: Sendable, Equatable {
  /// Marks what converge created, with the name that it was created for: an image that is made of
  /// such a container passes the label on to others.
  static let ownLabel = "converge.managed"
  /// Names what is never shown, as `environment/DB_PASSWORD labels/token`.
  static let secretsLabel = "converge.secrets"
  /// Where a container is that was asked for no network.
  static let usualNetwork = "bridge"

  enum Condition: String { case running, stopped, paused, restarting }

  let id: String
  /// `GET /containers/{id}/json`
  let inspected: Value
  /// `Config` of the image that it was made from, which is subtracted; null where that is gone.
  let imageConfig: Value
  /// The local id of the declared image, if that is there.
  let localImage: String?
  /// The name of the container whose network it uses.
  var networkOwner: String?

  init(id: String, inspected: Value, imageConfig: Value, localImage: String?) {
    self.id = id
    self.inspected = inspected
    self.imageConfig = imageConfig
    self.localImage = localImage
  }

  var config: Value { inspected["Config"] ?? .null }
  var hostConfig: Value { inspected["HostConfig"] ?? .null }

  /// The id of the image that it really runs.
  var imageID: String { inspected["Image"]?.text ?? "" }
  var imageName: String {
    let text = config["Image"]?.text ?? ""
    return ImageName(text)?.description ?? text
  }

  /// The engine says that one runs which is paused, or which it starts over and over.
  var condition: Condition {
    let state = inspected["State"] ?? .null
    if state["Restarting"]?.boolean == true { return .restarting }
    if state["Paused"]?.boolean == true { return .paused }
    return state["Running"]?.boolean == true ? .running : .stopped
  }
  /// Whether it holds its ports, or soon may.
  var isUp: Bool { condition != .stopped }
  /// `starting`, `healthy`, `unhealthy`; nil where nothing checks it.
  var health: String? {
    let text = inspected["State"]?["Health"]?["Status"]?.text
    return text == "none" ? nil : text
  }
  /// How often the engine has started it over.
  var restarts: Int64 { inspected["RestartCount"]?.integer ?? 0 }
  var startedAt: String { inspected["State"]?["StartedAt"]?.text ?? "" }

  var isOurs: Bool {
    let name = inspected["Name"]?.text?.drop { $0 == "/" } ?? ""
    return config["Labels"]?[Self.ownLabel]?.text == String(name)
  }
  /// Whether swap is expressly without a limit.
  var hasFreeSwap: Bool { hostConfig["MemorySwap"]?.integer == -1 }
  /// Whether processors are limited in the older way, which `NanoCpus` cannot follow.
  var hasCPUQuota: Bool {
    ["CpuQuota", "CpuPeriod"].contains { (hostConfig[$0]?.integer ?? 0) != 0 }
  }
  /// `docker run --rm`
  var removesItself: Bool { hostConfig["AutoRemove"]?.boolean == true }

  /// `default` is `bridge`; another container is called by its name.
  var networkMode: String {
    let mode = hostConfig["NetworkMode"]?.text ?? "default"
    if let networkOwner { return "container:\(networkOwner)" }
    return mode == "default" ? Self.usualNetwork : mode
  }
  /// Whether it uses the network of the host, of another container, or none.
  var hasForeignNetwork: Bool {
    networkOwnerID != nil || ["host", "none"].contains(networkMode)
  }
  var networkOwnerID: String? {
    let mode = hostConfig["NetworkMode"]?.text ?? ""
    return mode.hasPrefix("container:") ? String(mode.dropFirst("container:".count)) : nil
  }
  var networks: [String] {
    (inspected["NetworkSettings"]?["Networks"]?.members ?? []).map(\.key).sorted()
  }

  /// Volumes without a name of their own, which a replacement carries over: `name:target`.
  var anonymousVolumes: [String] {
    (inspected["Mounts"]?.list ?? []).compactMap { mount in
      guard mount["Type"]?.text == "volume", let name = mount["Name"]?.text,
        name.utf8.count == 64, name.allSatisfy(\.isHexDigit),
        let target = mount["Destination"]?.text
      else { return nil }
      return "\(name):\(target)"
    }
  }
}
