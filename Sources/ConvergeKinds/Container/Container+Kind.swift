package import ConvergeCore

extension Container {
  package static let kind = Kind(
    name: "container", section: "containers",
    summary: "A container of the Docker Engine, in the words of a Compose service.",
    phase: .containers, states: ["running", "stopped", "absent"],
    words: [
      .init("running", ["state": "running"]), .init("stopped", ["state": "stopped"]),
      .init("absent", ["state": "absent"]),
    ],
    attributes: identityAttributes + processAttributes + networkAttributes + resourceAttributes,
    refresh: "restarts the container; one that does not run is left alone",
    timeout: .seconds(300))

  private static let identityAttributes = [
    AttributeSpec(
      "image", .text,
      """
      The image by name and tag, or digest. It is pulled where it is missing; a local tag that has \
      moved since the container was made is a difference, with the cause `source`.
      """, onChange: .replace),
    AttributeSpec(
      "take_over", .boolean,
      "Replace a container of this name that converge did not create and that differs.",
      default: "false", onChange: .none),
    AttributeSpec(
      "labels", pairs, "Labels, without those of the image.", onChange: .replace,
      onRelease: .reset, keepsSecrets: true),
  ]

  private static let processAttributes = [
    AttributeSpec(
      "command", .list(.argument), "The program's arguments, instead of the image's own.",
      onChange: .replace, onRelease: .reset),
    AttributeSpec(
      "entrypoint", .list(.argument), "The program, instead of the image's own.",
      onChange: .replace,
      onRelease: .reset),
    AttributeSpec(
      "environment", pairs,
      """
      The environment, as a mapping or as a list of NAME=value; what the image sets itself stays. \
      Nothing else may be set.
      """, onChange: .replace, onRelease: .reset, keepsSecrets: true),
    AttributeSpec(
      "user", .account, "Whom the program runs as: name or id, and `:group` if so.",
      onChange: .replace, onRelease: .reset),
    AttributeSpec(
      "working_dir", .path, "The program's directory, in the container.", onChange: .replace,
      onRelease: .reset),
    AttributeSpec(
      "hostname", .text, "The container's host name.", onChange: .replace, onRelease: .reset),
    AttributeSpec(
      "healthcheck",
      .record([
        AttributeSpec("test", .listOrOne(.argument), "A text for a shell, or a list of arguments."),
        AttributeSpec("interval", .duration, "From one check to the next."),
        AttributeSpec("timeout", .duration, "Of one check."),
        AttributeSpec("start_period", .duration, "How long failures do not count at first."),
        AttributeSpec("retries", .integer(1...1000), "Failures in a row that make it unhealthy."),
        AttributeSpec("disable", .boolean, "No check, whatever the image says."),
      ]),
      "How the engine finds out whether it works; converge waits until it says so.",
      onChange: .replace, onRelease: .reset),
  ]

  private static let networkAttributes = [
    AttributeSpec(
      "ports", .list(.text),
      "Published ports: `container`, `host:container` or `ip:host:container`, with `/udp` if so.",
      onChange: .replace, onRelease: .reset),
    AttributeSpec(
      "networks", .list(.text), "The networks that it is connected to, and no others.",
      onRelease: .reset),
    AttributeSpec(
      "network_mode", .text, "`host`, `none`, `bridge` or `container:NAME`, instead of networks.",
      onChange: .replace, onRelease: .reset),
    AttributeSpec(
      "volumes", .list(.text), "`/host/path:/path` or `name:/path`, with `:ro` if so.",
      onChange: .replace, onRelease: .reset),
  ]

  private static let resourceAttributes = [
    AttributeSpec(
      "restart", .text, "`no`, `always`, `unless-stopped`, `on-failure` or `on-failure:N`.",
      onRelease: .reset),
    AttributeSpec(
      "memory", .size,
      "The most memory it may use; changed in place, taken away by replacing it.",
      onRelease: .reset),
    AttributeSpec(
      "cpus", .number(0.01...1024),
      "How many processors it may use; changed in place, taken away by replacing it.",
      onRelease: .reset),
  ]

  private static let pairs = AttributeType.either([.mapping(.text), .list(.text)])
}
