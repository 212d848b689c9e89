package import ConvergeCore

/// `docs/reference/facts.md`, from the declarations of the facts.
package struct FactsPage {
  private let facts: [FactSpec]

  package init(_ facts: [FactSpec]) { self.facts = facts }

  /// The whole page.
  package var text: String {
    """
    # Facts

    Generated from the facts' own declarations by `make docs`; `converge facts` prints those of this
    host.

    In expressions and templates they stand below `facts`: `${{ facts.os.id }}`,
    `${{ facts.mounts['/srv'].size_bytes }}`. A fact is read when it is first used, and once; what no
    manifest uses is not read. No process is started for them, but for own facts that are programs,
    and no name server or metadata service is asked. Every key below is always there: what a host
    does not tell is null.

    \(facts.map(section).joined(separator: "\n"))
    \(Self.own)
    """
  }

  private func section(_ fact: FactSpec) -> String {
    var lines = ["## \(fact.name)", "", "\(fact.summary) Source: \(fact.source).", ""]
    let rows = rows(of: fact.type, below: fact.name)
    if !rows.isEmpty {
      lines += ["| fact | type | unit | source | meaning |", "| --- | --- | --- | --- | --- |"]
      lines += rows + [""]
    }
    return lines.joined(separator: "\n")
  }

  private func rows(of type: FactType, below path: String) -> [String] {
    switch type {
    case .record(let fields):
      fields.flatMap { row($0, below: path) }
    // One of the host's own names stands for all.
    case .mapping(let example, let inner):
      rows(of: inner, below: path + (example.contains("/") ? "['\(example)']" : ".\(example)"))
    case .list(let inner): rows(of: inner, below: "\(path)[0]")
    default: []
    }
  }

  private func row(_ field: FactSpec, below path: String) -> [String] {
    let name = "\(path).\(field.name)"
    let cells = [
      "`\(name)`", field.type.name, field.unit ?? "–", field.source, field.summary,
    ].map { $0.replacing("|", with: "\\|") }
    return ["| \(cells.joined(separator: " | ")) |"] + rows(of: field.type, below: name)
  }

  private static let own = """
    A file's name without its ending is the fact's: `/etc/converge/facts.d/rack.yml` with `unit: 7` gives
    `facts.local.rack.unit`, as Ansible's `ansible_local` does. What ends with `.yml`, `.yaml` or
    `.json` is read; any other file that is executable is run, without arguments, as whoever runs
    converge, and prints YAML or JSON; all else, and names that begin with `.` or end with `~`, is
    passed over. Two files of one name are an error.

    A program has ten seconds; then it gets TERM, and KILL a second later. A file or an output has at
    most 1 MiB, 32 levels and 100,000 values. What anybody but root, or whoever runs converge, could
    have written is refused: each file, its directory and all directories above must belong to one of
    these two, with no write permission for others (but a sticky directory above, as /tmp), and
    without symbolic links. An own fact that cannot be read is an error for whoever uses it;
    `converge facts` tells the others, and ends with 4.

    """
}
