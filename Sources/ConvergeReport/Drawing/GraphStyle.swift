/// What colours mean in every picture, by day and by night, and how a graph looks.
enum GraphStyle {
  /// Each colour stands out from its ground by 4.5 to 1 at least (WCAG 2, 1.4.3).
  static let colours = Asset(
    """
    :root {
      color-scheme: light dark;
      --ground: #f7f7f5; --surface: #ffffff; --text: #1c2330; --quiet: #586273; --line: #dfe2e6;
      --soft: #eef0f2; --same: #586273; --create: #17703f; --update: #8a5a00; --remove: #a8321c;
      --replace: #6d3bbd; --run: #0b6579; --wait: #4a5fa8; --fail: #b3202c; --focus: #2f5fd0;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ground: #12151a; --surface: #191d24; --text: #e3e7ed; --quiet: #9aa5b4; --line: #2b323c;
        --soft: #222832; --same: #9aa5b4; --create: #6fd19a; --update: #e2b65a; --remove: #f0997f;
        --replace: #c6a4ff; --run: #66cfe0; --wait: #a3b5f5; --fail: #ff8a8f; --focus: #8fb0ff;
      }
    }
    @media print {
      :root {
        color-scheme: light;
        --ground: #ffffff; --surface: #ffffff; --text: #000000; --quiet: #444444; --line: #bbbbbb;
        --soft: #f2f2f2; --same: #444444; --create: #17703f; --update: #7a5000; --remove: #a8321c;
        --replace: #6d3bbd; --run: #0b6579; --wait: #4a5fa8; --fail: #b3202c;
      }
    }
    .same { --tone: var(--same); } .create { --tone: var(--create); }
    .update { --tone: var(--update); } .remove { --tone: var(--remove); }
    .replace { --tone: var(--replace); } .run { --tone: var(--run); }
    .wait { --tone: var(--wait); } .fail { --tone: var(--fail); }
    """)

  static let graph = Asset(
    """
    .graph { font: 12px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
    .graph .node rect { fill: var(--surface); stroke: var(--tone); stroke-width: 1.5; }
    .graph .node.same rect { stroke: var(--line); }
    .graph .node text { fill: var(--text); }
    .graph .node.same text { fill: var(--quiet); }
    .graph .node .sign { fill: var(--tone); font-weight: 700; text-anchor: middle; }
    .graph .node.fail rect { stroke-width: 2.5; }
    .graph a.node:hover rect, .graph a.node:focus-visible rect { fill: var(--soft); }
    .graph .edge { fill: none; stroke: var(--quiet); stroke-width: 1.2; marker-end: url(#arrow);
      opacity: 0.6; }
    .graph .subscribe { stroke: var(--run); stroke-width: 1.8; opacity: 0.9; }
    .graph .after, .graph .watch { stroke-dasharray: 4 3; }
    .graph .pattern, .graph marker path { fill: var(--quiet); }
    .graph .dim { opacity: 0.25; }
    """)
}
