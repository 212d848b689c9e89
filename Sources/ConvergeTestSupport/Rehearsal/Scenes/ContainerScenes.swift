/// A container with the file that it reads: made, updated in place, replaced, stopped or removed.
struct ContainerScene: Scene {
  static func write(_ number: Int, into writer: inout ScenarioWriter) {
    let image = "app:\(number)"
    if writer.chance(20) {
      writeAbsent(number, image, &writer)
    } else {
      writePresent(number, image, &writer)
    }
  }

  private static func writePresent(
    _ number: Int, _ image: String, _ writer: inout ScenarioWriter
  ) {
    let (name, path) = ("box\(number)", "/srv/box\(number).conf")
    let isThere = writer.chance(60)
    let isPulled = !isThere && writer.chance(50)
    writer.there("images", "\"\(image)\": { id: a\(number), remote: \(isPulled) }")
    if writer.chance(70) { writer.thereFile(path, "old\\n") }
    let content = "new \(number)\\n"
    writer.expectFile(path, content)
    let file = writer.add("file", path, ["content: \"\(content)\""]) {
      $0.after = [("files", "\(path): { content: \"\(content)\" }")]
    }
    let isStopped = writer.chance(20)
    let policy = isStopped ? "no" : writer.pick(["always", "unless-stopped", "no"]) ?? "no"
    if isThere {
      // A tag that has moved since, once in a while.
      let moved = writer.chance(20) ? ", image_id: b\(number)" : ""
      writer.there(
        "containers",
        "\(name): { image: \"\(image)\", ours: true, running: \(writer.chance(80))\(moved), "
          + "host_config: { Memory: 67108864, MemorySwap: 134217728, Binds: [\"\(path):/c\"], "
          + "RestartPolicy: { Name: \(policy) } } }")
    }
    if writer.chance(50) {
      writer.add("image", image, ["state: present"]) {
        $0.after = [("images", "\"\(image)\": present")]
      }
    }
    let memory = writer.chance(50) ? 128 : 64
    var attributes = [
      "image: \"\(image)\"", "memory: \(memory)M", "volumes: [\"\(path):/c\"]",
      "restart: \(policy)",
    ]
    if isStopped { attributes.append("state: stopped") }
    if writer.chance(40) { attributes.append("environment: { A: \"1\" }") }
    let container = writer.add("container", name, attributes) {
      $0.aim = isStopped ? .stop : .presence
      $0.names = ["image:\(image)", "path:\(path)"]
      $0.after = [
        (
          "containers",
          "\(name): { running: \(!isStopped), image: \"\(image)\", "
            + "host_config: { Memory: \(memory * 1_048_576) } }"
        )
      ]
    }
    if writer.chance(50) {
      writer.link(container, .subscribe, file)
    } else {
      writer.link(file, .notify, container)
    }
  }

  /// A container that goes, and perhaps its image after it.
  private static func writeAbsent(
    _ number: Int, _ image: String, _ writer: inout ScenarioWriter
  ) {
    let name = "oldbox\(number)"
    writer.there("images", "\"\(image)\": { id: a\(number) }")
    writer.there("containers", "\(name): { image: \"\(image)\", ours: true }")
    writer.add("container", name, ["state: absent", "image: \"\(image)\""]) {
      $0.aim = .absence
      $0.names = ["image:\(image)"]
      $0.after = [("containers", "\(name): absent")]
    }
    if writer.chance(60) {
      writer.add("image", image, ["state: absent"]) {
        $0.aim = .absence
        $0.after = [("images", "\"\(image)\": absent")]
      }
    }
  }
}

/// An image that is pulled, or that goes.
struct ImageScene: Scene {
  static func write(_ number: Int, into writer: inout ScenarioWriter) {
    let image = "lone:\(number)"
    let isWanted = writer.chance(60)
    writer.there("images", "\"\(image)\": { id: c\(number), remote: \(isWanted) }")
    writer.add("image", image, ["state: \(isWanted ? "present" : "absent")"]) {
      $0.aim = isWanted ? .presence : .absence
      $0.after = [("images", "\"\(image)\": \(isWanted ? "present" : "absent")")]
    }
  }
}
