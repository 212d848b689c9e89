/// How pages look.
enum HTMLStyle {
  static let page = Asset(
    """
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    html { background: var(--ground); color: var(--text);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
    body { margin: 0 auto; max-width: 1200px; padding: 32px 24px 48px; }
    h1 { font-size: 26px; font-weight: 650; letter-spacing: -0.01em; margin: 0 0 6px;
      overflow-wrap: anywhere; }
    h2 { font-size: 16px; font-weight: 650; margin: 0 0 14px; }
    h3 { font-size: 14px; font-weight: 600; margin: 22px 0 10px; color: var(--quiet); }
    p { margin: 0 0 12px; }
    code, pre, .graph { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
    code { font-size: 13px; overflow-wrap: anywhere; }
    small, .facts, .legend { color: var(--quiet); font-size: 13px; }
    em { color: var(--quiet); }
    header { margin-bottom: 24px; }
    footer { color: var(--quiet); font-size: 13px; margin-top: 32px; }
    .facts > * + *::before { content: "·"; margin: 0 8px; }
    section { background: var(--surface); border: 1px solid var(--line); border-radius: 12px;
      margin-bottom: 20px; padding: 20px 22px; }
    .skip { position: absolute; left: -999px; }
    .skip:focus { left: 24px; top: 8px; background: var(--surface); padding: 4px 10px; }
    a { color: inherit; }
    :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
    table { border-collapse: collapse; font-size: 13px; margin: 4px 0 12px; }
    th { color: var(--quiet); font-weight: 600; text-align: left; }
    th, td { border-bottom: 1px solid var(--line); padding: 5px 18px 5px 0; vertical-align: top; }
    tbody tr:last-child > * { border-bottom: 0; }
    .scroll td, .scroll th { white-space: nowrap; }
    .number { font-variant-numeric: tabular-nums; text-align: right; }
    .scroll { overflow: auto; max-width: 100%; }
    """)

  static let parts = Asset(
    """
    .sign { border-radius: 6px; background: color-mix(in srgb, var(--tone) 14%, transparent);
      color: var(--tone); display: inline-block; flex: none;
      font: 700 13px/20px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
      height: 20px; text-align: center; width: 20px; }
    .verdict { align-items: baseline; display: flex; flex-wrap: wrap; gap: 4px 14px; }
    .verdict strong { color: var(--tone); font-size: 18px; font-weight: 650; }
    .verdict.same strong { color: var(--text); }
    .verdict span { color: var(--quiet); }
    .bar { display: block; height: 8px; margin: 0 0 16px; width: 100%; }
    .bar rect { fill: var(--tone); }
    .bar rect.same { fill: var(--line); }
    ul.tiles, ul.key, ul.plain, .same-list ul, ol.course { list-style: none; margin: 0; padding: 0; }
    ul.tiles, ul.key { display: flex; flex-wrap: wrap; gap: 8px 22px; }
    ul.tiles li, ul.key li, .mark { align-items: center; display: inline-flex; gap: 7px; }
    ul.tiles strong { font-variant-numeric: tabular-nums; }
    ul.tiles li > span:last-child { color: var(--quiet); }
    ul.key { font-size: 13px; margin-bottom: 14px; }
    ul.plain li { margin-bottom: 6px; }
    ul.plain strong { color: var(--tone); }
    .mark { margin-right: 10px; }
    form { align-items: end; display: flex; flex-wrap: wrap; gap: 12px; margin-bottom: 14px; }
    label { color: var(--quiet); display: grid; font-size: 12px; gap: 3px; }
    input, select, button { background: var(--surface); border: 1px solid var(--line);
      border-radius: 8px; color: var(--text); font: inherit; font-size: 14px; height: 34px;
      padding: 0 10px; }
    input { width: 240px; }
    button { cursor: pointer; }
    button:hover { background: var(--soft); }
    summary { cursor: pointer; list-style: none; }
    summary::-webkit-details-marker { display: none; }
    summary::before { color: var(--quiet); content: "▸"; flex: none; font-size: 12px; width: 12px; }
    details[open] > summary::before { content: "▾"; }
    summary { align-items: center; display: flex; flex-wrap: wrap; gap: 4px 10px; }
    .cards > details { border-top: 1px solid var(--line); }
    .cards > details > summary { padding: 9px 0; }
    .cards > details > summary:hover .ref { text-decoration: underline; }
    .ref { font-weight: 600; }
    .why { color: var(--quiet); font-size: 14px; }
    .body { padding: 2px 0 14px 52px; }
    .same-list { border-top: 1px solid var(--line); padding-top: 10px; }
    .same-list li { color: var(--quiet); padding: 3px 0 3px 52px; }
    .same-list .ref { font-weight: 400; margin-right: 12px; }
    dl { display: flex; flex-wrap: wrap; gap: 6px 28px; margin: 0 0 12px; }
    dt { color: var(--quiet); font-size: 12px; }
    dd { font-size: 14px; margin: 0; overflow-wrap: anywhere; }
    .diff { margin-bottom: 10px; }
    .diff > summary { font-size: 13px; padding: 3px 0; }
    .diff > summary .create, .diff > summary .remove { color: var(--tone); font-weight: 600; }
    pre { background: var(--soft); border-radius: 8px; font-size: 12.5px; line-height: 1.5;
      margin: 4px 0 8px; max-height: 70vh; overflow: auto; padding: 10px 14px; }
    pre span { white-space: pre; }
    pre .create, pre .remove { color: var(--tone); }
    pre .hunk { color: var(--quiet); }
    .failure pre { border-left: 3px solid var(--tone); white-space: pre-wrap; }
    .course li { align-items: center; display: flex; flex-wrap: wrap; font-size: 13px; gap: 4px 10px;
      padding: 3px 0; }
    .picture { max-height: 80vh; }
    .matrix th, .matrix td { padding: 4px 8px 4px 0; }
    .matrix thead th { white-space: nowrap; vertical-align: bottom; }
    .matrix td { color: var(--quiet); text-align: center; }
    tr[aria-current] { background: var(--soft); }
    section:target, .resource:target { outline: 2px solid var(--focus); outline-offset: 4px; }
    @media (max-width: 640px) {
      body { padding: 20px 12px; }
      .body, .same-list li { padding-left: 8px; }
      input { width: 100%; }
    }
    """)

  static let paper = Asset(
    """
    @media print {
      @page { margin: 15mm; }
      html { font-size: 11pt; }
      body { max-width: none; padding: 0; }
      section { border: 0; border-radius: 0; margin-bottom: 14pt; padding: 0; }
      form, .skip, summary::before { display: none !important; }
      details::details-content { content-visibility: visible; display: block; }
      pre, .scroll, .picture { max-height: none; overflow: visible; }
      pre span, pre { overflow-wrap: anywhere; white-space: pre-wrap; }
      .graph { height: auto; max-width: 100%; }
      .cards > details, tr, .failure { break-inside: avoid; }
      h2, summary { break-after: avoid; }
    }
    """)
}
