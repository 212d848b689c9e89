internal import ConvergeCore

/// `facts.locale`
enum LocaleFact {
  private static let source = "/etc/locale.conf, else /etc/default/locale"

  static let fact = Fact(
    "locale", "The locale of the system, not of whoever runs converge.", from: source,
    [
      FactSpec("lang", .text, "`de_DE.UTF-8`; null where none is set.", from: "`LANG`"),
      FactSpec(
        "settings", .mapping(example: "LC_TIME", .text),
        "`LANG`, `LANGUAGE` and each `LC_…` that is set.",
        from: source),
    ]
  ) { host in
    var settings = assignments(host.lines("/etc/locale.conf"))
    if settings.isEmpty { settings = assignments(host.lines("/etc/default/locale")) }
    let names = settings.keys.filter { $0 == "LANG" || $0 == "LANGUAGE" || $0.hasPrefix("LC_") }
    return .record([
      "lang": .told(settings["LANG"]),
      "settings": .mapping(names.sorted().map { Value.Member($0, .told(settings[$0])) }),
    ])
  }
}
