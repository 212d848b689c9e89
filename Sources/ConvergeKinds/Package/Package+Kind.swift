package import ConvergeCore

extension Package {
  package static let kind = Kind(
    name: "package", section: "packages",
    summary: "A package from apt: whether it is installed, in which version, and on hold.",
    phase: .packages, states: ["present", "latest", "absent", "purged"],
    words: [
      Kind.Word("present", ["state": "present"]), Kind.Word("latest", ["state": "latest"]),
      Kind.Word("absent", ["state": "absent"]), Kind.Word("purged", ["state": "purged"]),
    ],
    attributes: [
      AttributeSpec(
        "version", .text,
        "The version: exact as '1.2-3', a pattern as '1.2*', or a range as '>=1.0 <2.0', in dpkg's "
          + "order."),
      AttributeSpec(
        "hold", .boolean,
        "Whether it is on hold, so that only converge changes its version. A package on hold for "
          + "which this is not written is never changed."),
      AttributeSpec(
        "allow_downgrade", .boolean, "Whether an older version may replace a newer one.",
        default: "false", onChange: .none),
      AttributeSpec(
        "recommends", .boolean,
        "Whether the packages that it recommends come along; as apt is configured where this is "
          + "not written.", onChange: .none),
      AttributeSpec(
        "conffiles", .words(["keep", "replace"]),
        "What becomes of a configuration file that was edited on the host when the package brings "
          + "a new one.", default: "keep", onChange: .none),
    ],
    hasOpenEffects: true, timeout: .seconds(1800))
}
