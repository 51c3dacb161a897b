/// How a page looks: light or dark as its reader has it, and on paper.
enum PageStyle {
    static let css = #"""
        :root {
          color-scheme: light dark;
          --ground: #f5f6f8; --card: #ffffff; --ink: #1b2330; --quiet: #5d6878; --line: #dfe3ea; --accent: #2458c6;
          --good: #2b8a5b; --filled: #7cc4a2; --bad: #cf3d3d; --doubt: #d08700; --failed: #7b5bb5; --code: #f1f3f7; --on: #ffffff;
          --bad-rgb: 207, 61, 61;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #12161d; --card: #1a2029; --ink: #e4e8ef; --quiet: #97a3b4; --line: #2c3542; --accent: #7aa5ff;
            --good: #3fae78; --filled: #2a7050; --bad: #ef6a6a; --doubt: #e6a93a; --failed: #a98be0; --code: #232b37; --on: #12161d;
            --bad-rgb: 239, 106, 106;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        main, header, footer { max-width: 1240px; margin: 0 auto; padding: 0 24px; }
        header { padding-top: 32px; }
        h1 { font-size: 26px; margin: 0 0 4px; letter-spacing: -0.01em; }
        h2 { font-size: 16px; margin: 0 0 14px; }
        .sub { color: var(--quiet); margin: 0; }
        .lead { font-size: 18px; margin: 18px 0 0; }
        .lead b.bad { color: var(--bad); }
        .lead b.good { color: var(--good); }
        .lead b.failed { color: var(--failed); }
        .lead b.doubt { color: var(--doubt); }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px; margin: 20px 0; }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; }
        .card b { display: block; font-size: 28px; line-height: 1.15; font-variant-numeric: tabular-nums; }
        .card span { color: var(--quiet); font-size: 13px; }
        .card.good b { color: var(--good); } .card.bad b { color: var(--bad); }
        .card.failed b { color: var(--failed); } .card.doubt b { color: var(--doubt); }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(380px, 1fr)); gap: 16px; margin-bottom: 16px; }
        .panel { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; min-width: 0; }
        main > .panel { margin-bottom: 16px; }
        .bar { display: grid; grid-template-columns: minmax(90px, 34%) 1fr 56px; gap: 10px; align-items: center; width: 100%;
          padding: 3px 4px; border: 0; border-radius: 6px; background: none; color: inherit; font: inherit; text-align: left;
          cursor: pointer; }
        .bar:hover, .bar:focus-visible { background: var(--code); outline: none; }
        .bar .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .bar .track { display: flex; height: 16px; border-radius: 4px; overflow: hidden; background: var(--code); }
        .bar .track i { display: block; min-width: 2px; }
        .bar .count { text-align: right; color: var(--quiet); font-variant-numeric: tabular-nums; }
        .is-good { background: var(--good); } .is-filled { background: var(--filled); } .is-doubt { background: var(--doubt); }
        .is-bad { background: var(--bad); } .is-failed { background: var(--failed); } .is-quiet { background: var(--line); }
        .legend { display: flex; flex-wrap: wrap; gap: 14px; margin-top: 12px; color: var(--quiet); font-size: 13px; }
        .legend i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 6px; }
        .scroll { overflow-x: auto; }
        .heat { border-collapse: separate; border-spacing: 3px; font-variant-numeric: tabular-nums; }
        .heat th { font-weight: 500; color: var(--quiet); font-size: 13px; text-align: left; white-space: nowrap; padding: 2px 8px 2px 0; }
        .heat td { min-width: 46px; height: 28px; text-align: center; border-radius: 5px; background: var(--code); padding: 0; }
        .heat td button { width: 100%; height: 100%; border: 0; background: none; color: inherit; font: inherit; cursor: pointer; }
        .filters { display: flex; flex-wrap: wrap; gap: 10px; align-items: center; margin-bottom: 12px; }
        .filters input, .filters select { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line);
          border-radius: 7px; padding: 7px 10px; }
        .filters input { flex: 1 1 240px; min-width: 0; }
        .filters select { max-width: 230px; }
        .filters button, .copy, .more { font: inherit; font-size: 13px; color: var(--accent); background: none;
          border: 1px solid var(--line); border-radius: 7px; padding: 6px 12px; cursor: pointer; }
        .filters output { color: var(--quiet); font-size: 13px; margin-left: auto; }
        table.findings { width: 100%; border-collapse: collapse; }
        .findings th { text-align: left; font-size: 13px; color: var(--quiet); font-weight: 600; padding: 8px 10px;
          border-bottom: 2px solid var(--line); white-space: nowrap; }
        .findings th button { all: unset; cursor: pointer; }
        .findings th button:focus-visible { outline: 2px solid var(--accent); border-radius: 3px; }
        .findings th[aria-sort] button::after { content: " \2191"; }
        .findings th[aria-sort="descending"] button::after { content: " \2193"; }
        .findings td { padding: 9px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
        .findings td.n { text-align: right; font-variant-numeric: tabular-nums; }
        .findings tr.row { cursor: pointer; }
        .findings tr.row:hover, .findings tr.row:focus-visible { background: var(--code); outline: none; }
        .findings tr.row[aria-expanded="true"] td { border-bottom-color: transparent; }
        .findings .kind { color: var(--quiet); font-size: 13px; }
        .findings .owner { font-weight: 600; overflow-wrap: anywhere; }
        .badge { display: inline-block; border-radius: 20px; padding: 1px 10px; font-size: 12.5px; font-weight: 600; color: var(--on); white-space: nowrap; }
        .badge.good { background: var(--good); } .badge.bad { background: var(--bad); }
        .badge.failed { background: var(--failed); } .badge.quiet { background: var(--quiet); }
        .badge.doubt { background: var(--doubt); } .badge + .badge { margin-left: 6px; }
        .chip { display: inline-block; background: var(--code); border: 1px solid var(--line); border-radius: 5px; padding: 0 7px;
          font-size: 12.5px; margin: 1px 4px 1px 0; overflow-wrap: anywhere; }
        tr.detail td { padding: 0 10px 16px; }
        .detail dl { display: grid; grid-template-columns: 150px 1fr; gap: 8px 14px; margin: 0; padding: 14px 16px; background: var(--ground);
          border: 1px solid var(--line); border-radius: 8px; }
        .detail dt { color: var(--quiet); font-size: 13px; padding-top: 2px; }
        .detail dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
        .detail ul { margin: 0; padding-left: 18px; }
        code, pre { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--code); border-radius: 6px; padding: 9px 12px; }
        .command { display: flex; gap: 8px; align-items: flex-start; margin-top: 6px; }
        .command pre { flex: 1; }
        .empty { color: var(--quiet); text-align: center; padding: 36px 0; }
        .more { display: block; margin: 14px auto 0; }
        .more[hidden] { display: none; }
        footer { color: var(--quiet); font-size: 13px; padding-top: 8px; padding-bottom: 40px; }
        @media (max-width: 700px) {
          main, header, footer { padding-left: 14px; padding-right: 14px; }
          h1 { font-size: 22px; }
          .cards { grid-template-columns: repeat(auto-fit, minmax(104px, 1fr)); gap: 8px; } .card { padding: 10px 12px; }
          .card b { font-size: 22px; } .panel { padding: 14px; } .charts { grid-template-columns: 1fr; }
          .bar { grid-template-columns: minmax(90px, 44%) 1fr 44px; gap: 8px; }
          .filters select { flex: 1 1 40%; max-width: none; min-width: 0; }
          .findings, .findings tbody, tr.detail, tr.detail td, .findings td.empty { display: block; }
          .findings thead { display: none; }
          .findings tr.row { display: grid; grid-template-columns: auto 1fr auto; gap: 3px 10px; padding: 11px 0;
            border-bottom: 1px solid var(--line); }
          .findings tr.row[aria-expanded="true"] { border-bottom-color: transparent; }
          .findings tr.row td { border: 0; padding: 0; min-width: 0; overflow-wrap: anywhere; }
          .findings td.n { order: 1; } .findings td.n::after { content: attr(data-unit); color: var(--quiet); }
          .findings td:nth-child(3), .findings td:nth-child(5), .findings td:nth-child(6) { grid-column: 1 / -1; order: 2; }
          tr.detail td { padding: 0 0 14px; } .detail dl { grid-template-columns: minmax(0, 1fr); gap: 3px; padding: 10px 12px; }
          .detail dd { margin-bottom: 8px; } .command { flex-wrap: wrap; } .command pre { flex: 1 1 100%; }
        }
        @media print {
          body { background: #fff; } .filters, .copy, .more { display: none; } .panel, .card { break-inside: avoid; }
        }
        """#
}
