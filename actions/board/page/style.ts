/** The page's looks: calm, dense, one accent. Colours keep 4.5 : 1 against what they stand on, light and dark. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f8; --surface: #ffffff; --raised: #f1f3f5; --line: #e2e5e9; --strong-line: #c9ced5;
  --text: #16191d; --soft: #59616c; --accent: #2f55d4; --accent-wash: #eaeffd;
  --good: #17754a; --busy: #2f55d4; --warn: #8a5a00; --bad: #bd1e3c; --off: #5f6772; --cold: #0b6e8f;
  --good-wash: #e7f5ee; --warn-wash: #fdf3dc; --bad-wash: #fdebee; --cold-wash: #e3f4f9; --off-wash: #eff1f3;
  --shadow: 0 1px 2px rgb(16 24 40 / 5%);
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e1115; --surface: #15191f; --raised: #1c2128; --line: #262c35; --strong-line: #3a424e;
    --text: #e7eaee; --soft: #9aa4b1; --accent: #8ba6ff; --accent-wash: #1d2745;
    --good: #56c596; --busy: #8ba6ff; --warn: #e3b155; --bad: #ff8093; --off: #97a1ae; --cold: #6fc7e2;
    --good-wash: #14291f; --warn-wash: #2e2412; --bad-wash: #351a20; --cold-wash: #112730; --off-wash: #20262e;
    --shadow: none;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 72px; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 14px/1.45 Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
h1, h2, h3, p, ul, dl, dd { margin: 0; padding: 0; }
ul { list-style: none; }
a { color: var(--accent); text-underline-offset: 2px; }
small { font-size: 12px; font-weight: 400; color: var(--soft); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.spoken, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; z-index: 9; left: 12px; top: 8px; padding: 6px 12px; background: var(--surface); }
.sprite { position: absolute; width: 0; height: 0; }
.sign { width: 13px; height: 13px; flex: none; }
kbd { font: 11px/1 var(--mono); border: 1px solid var(--strong-line); border-radius: 4px; padding: 2px 5px; color: var(--soft); }
.good { color: var(--good); } .busy { color: var(--busy); } .warn { color: var(--warn); }
.bad { color: var(--bad); } .off { color: var(--off); } .cold { color: var(--cold); }

.top { display: flex; align-items: center; gap: 14px; padding: 12px 24px; background: var(--surface); border-bottom: 1px solid var(--line); }
.brand { display: flex; align-items: center; gap: 8px; font-size: 15px; letter-spacing: -.01em; }
.logo { width: 20px; height: 20px; color: var(--accent); }
.top h1 { font-size: 14px; font-weight: 500; padding-left: 14px; border-left: 1px solid var(--line); }
.top h1 a { color: inherit; text-decoration: none; } .top h1 a:hover { text-decoration: underline; }
.top h1 small { margin-left: 6px; font-family: var(--mono); }
.asof { margin-left: auto; color: var(--soft); font-size: 12.5px; }
.asof .old { color: var(--warn); font-weight: 600; }
main, .foot { max-width: 1680px; margin: 0 auto; padding: 0 24px; }

.alerts { display: grid; gap: 8px; margin-top: 16px; }
.alert { display: flex; gap: 10px; align-items: flex-start; padding: 9px 14px; border-radius: 8px; border: 1px solid; border-color: color-mix(in srgb, currentColor 30%, transparent); }
.alert .sign { width: 16px; height: 16px; margin-top: 2px; }
.alert p, .alert details { color: var(--text); }
.alert.bad { background: var(--bad-wash); } .alert.cold { background: var(--cold-wash); } .alert.warn { background: var(--warn-wash); }
.alert.bad .sign { --surface: var(--bad-wash); } .alert.warn .sign { --surface: var(--warn-wash); }
.alert details li { margin-top: 4px; font-size: 13px; color: var(--soft); overflow-wrap: anywhere; }
summary { cursor: pointer; }

.figures { margin: 20px 0 0; }
.figures h2 { font-size: 13px; font-weight: 600; margin-bottom: 8px; } .figures h2 small { margin-left: 6px; }
.figures > ul { display: grid; grid-template-columns: repeat(5, 1fr); background: var(--surface); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shadow); }
.figures li { padding: 12px 16px 14px; border-left: 1px solid var(--line); min-width: 0; display: grid; grid-template-columns: 1fr auto; column-gap: 12px; align-items: end; }
.figures li:first-child { border-left: 0; }
.figures h3 { grid-column: 1 / -1; font-size: 12px; font-weight: 500; color: var(--soft); }
.figures .value { font-size: 13px; color: var(--soft); white-space: nowrap; }
.figures .value b { font-size: 24px; font-weight: 600; letter-spacing: -.02em; color: var(--text); line-height: 1.35; }
.figures .detail { grid-column: 1; font-size: 12px; color: var(--soft); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.figures .bars { grid-column: 2; grid-row: 2 / 4; width: clamp(56px, 6.4vw, 96px); height: 34px; }
.bars .bar { fill: var(--strong-line); } .bars .last { fill: var(--accent); } .bars .none { fill: var(--line); }

.tools { display: flex; flex-wrap: wrap; align-items: center; gap: 10px 14px; margin: 24px 0 10px; }
.search { position: relative; flex: 0 1 320px; }
.search input { width: 100%; height: 34px; padding: 0 34px 0 12px; font: inherit; color: inherit; background: var(--surface); border: 1px solid var(--strong-line); border-radius: 8px; }
.search input::placeholder { color: var(--soft); opacity: 1; }
.search input::-webkit-search-cancel-button { display: none; }
.search kbd { position: absolute; right: 10px; top: 9px; pointer-events: none; }
.filters { display: flex; flex-wrap: wrap; margin: 0; padding: 2px; border: 0; border-radius: 9px; background: var(--off-wash); min-width: 0; }
.filters input { position: absolute; opacity: 0; pointer-events: none; }
.filters span { display: block; padding: 5px 11px; border-radius: 7px; font-size: 13px; color: var(--soft); cursor: pointer; white-space: nowrap; }
.filters b { font-weight: 500; margin-left: 3px; color: var(--soft); }
.filters input:checked + span { background: var(--surface); color: var(--text); box-shadow: 0 1px 2px rgb(16 24 40 / 14%); }
.filters input:focus-visible + span { outline: 2px solid var(--accent); }
.sort { color: var(--soft); font-size: 13px; }
.sort select { font: inherit; field-sizing: content; color: var(--text); background: transparent; border: 0; padding: 5px 2px; cursor: pointer; } option { color: #16191d; background: #ffffff; }
#shown { margin-left: auto; color: var(--soft); font-size: 13px; }

table { width: 100%; border-collapse: separate; border-spacing: 0; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shadow); table-layout: fixed; }
thead th { position: sticky; top: 0; z-index: 2; background: var(--surface); border-bottom: 1px solid var(--strong-line); text-align: left; padding: 9px 16px; font-weight: 600; font-size: 13px; }
thead th:first-child { border-top-left-radius: 10px; } thead th:last-child { border-top-right-radius: 10px; }
.corner { width: 15%; color: var(--soft); font-weight: 500; }
.column { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 6px; min-height: 20px; }
.counts { margin-left: auto; font-weight: 500; }
.count { display: inline-flex; align-items: center; gap: 4px; margin-left: 10px; font-size: 12.5px; }
.count .sign { width: 11px; height: 11px; }
tbody th { text-align: left; font-weight: 550; font-size: 14px; padding: 8px 16px; line-height: 22px; vertical-align: top; overflow-wrap: anywhere; }
tbody td { padding: 8px 16px; vertical-align: top; border-left: 1px solid var(--line); cursor: pointer; }
tbody th, tbody td { border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
tbody tr:hover > * { background: color-mix(in srgb, var(--raised) 60%, var(--surface)); }
tbody td:hover { background: var(--raised) !important; }
td.alarm { box-shadow: inset 2px 0 0 var(--bad); } td.alarm.mild { box-shadow: inset 2px 0 0 var(--warn); }
.head { display: flex; align-items: center; gap: 7px; min-height: 22px; }
.state { display: inline-flex; }
.version { font: 500 13.5px/1.4 var(--mono); letter-spacing: -.01em; color: var(--text); background: none; border: 0; padding: 0 2px; margin: 0 -2px; cursor: pointer; }
.version:hover { text-decoration: underline; text-underline-offset: 3px; }
.version.off { font-family: inherit; font-weight: 400; font-size: 13px; color: var(--soft); }
.head time { margin-left: auto; font-size: 12.5px; color: var(--soft); white-space: nowrap; }
.who { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; margin-left: 4px; font-size: 12.5px; color: var(--soft); }
.behind { white-space: nowrap; font-size: 12.5px; line-height: 20px; margin-right: 4px; color: var(--soft); } .behind b { font-weight: 500; color: var(--text); }
.marks { display: flex; flex-wrap: wrap; gap: 4px 6px; margin-top: 2px; padding-left: 20px; }
.mark { display: inline-flex; align-items: center; gap: 5px; font-size: 12px; font-weight: 500; line-height: 20px; padding: 0 7px; border-radius: 6px; white-space: nowrap; text-decoration: none; max-width: 100%; overflow: hidden; text-overflow: ellipsis; }
.mark .sign { width: 11px; height: 11px; }
.mark.busy { background: var(--accent-wash); } .mark.warn { background: var(--warn-wash); } .mark.bad { background: var(--bad-wash); }
.mark.off { background: var(--off-wash); } .mark.cold { background: var(--cold-wash); }
a.mark:hover { text-decoration: underline; }
.progress { width: 40px; height: 6px; } .progress .track { fill: color-mix(in srgb, currentColor 22%, transparent); } .progress .done { fill: currentColor; }
.say { flex-basis: 100%; font-size: 12.5px; line-height: 1.35; overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.empty { padding: 48px 16px; text-align: center; color: var(--soft); }
.foot { padding-block: 18px 40px; color: var(--soft); font-size: 12.5px; } code { font-family: var(--mono); font-size: .95em; }

dialog { margin: 0 0 0 auto; width: min(480px, 100vw); height: 100dvh; max-height: none; padding: 0; border: 0; border-left: 1px solid var(--line); background: var(--surface); color: var(--text); box-shadow: -12px 0 40px rgb(0 0 0 / 16%); }
dialog::backdrop { background: rgb(10 14 20 / 32%); }
#panel-body { height: 100%; overflow-y: auto; padding: 18px 24px 32px; overflow-wrap: anywhere; }
#panel h2 { font-size: 18px; letter-spacing: -.01em; margin: 0 70px 12px 0; } #panel h2 small { font-size: 15px; }
#panel p { margin-bottom: 8px; }
#panel h3 { font-size: 12px; font-weight: 600; color: var(--soft); margin: 20px 0 6px; }
.blocks li, .remedies li { position: relative; padding: 8px 12px; border-radius: 7px; margin-bottom: 6px; }
.blocks li { background: var(--warn-wash); } .remedies li { background: var(--good-wash); }
.gates li { padding: 5px 0 5px 16px; border-left: 3px solid var(--good); margin-bottom: 4px; } .gates .closed { border-color: var(--warn); } .gates .not-asked { border-color: var(--muted); }
.gates .is { color: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 5px 16px; font-size: 13px; } dt { color: var(--soft); } dd { font-family: var(--mono); font-size: 12px; line-height: 1.6; }
.close { float: right; font: inherit; font-size: 13px; padding: 4px 12px; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 7px; cursor: pointer; }

@media (min-width: 821px) and (max-width: 1180px) {
  .figures > ul { grid-template-columns: repeat(6, 1fr); } .figures li { grid-column: span 2; }
  .figures li:nth-child(n + 4) { grid-column: span 3; border-top: 1px solid var(--line); } .figures li:nth-child(4) { border-left: 0; }
}
@media (max-width: 820px) {
  .top { flex-wrap: wrap; padding: 10px 16px; gap: 6px 12px; } .asof { margin-left: 0; flex-basis: 100%; }
  main, .foot { padding-inline: 16px; }
  .figures > ul { grid-template-columns: 1fr 1fr; } .figures > ul > li { border: 0; align-content: start; padding: 10px 12px; grid-template-columns: 1fr; } .figures .bars { grid-column: 1; grid-row: auto; width: 100%; height: 24px; margin-top: 6px; }
  .figures .detail { white-space: normal; }
  .search { flex-basis: 100%; } #shown { margin-left: 0; }
  table, tbody, tbody tr { display: block; } thead { display: block; position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  table { background: none; border: 0; box-shadow: none; }
  tbody tr { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; margin-bottom: 10px; overflow: hidden; }
  tbody th, tbody td { display: block; border-left: 0; }
  tbody th { border-bottom: 1px solid var(--line); background: var(--raised); }
  tbody td { display: grid; grid-template-columns: 72px 1fr; } tbody td::before { content: attr(data-env); grid-row: 1 / span 2; font-size: 12.5px; color: var(--soft); line-height: 22px; }
  tbody td > * { grid-column: 2; min-width: 0; }
  tbody tr > :last-child { border-bottom: 0; }
}
@media (prefers-reduced-motion: no-preference) { .mark.busy .done { transition: width .3s; } }
@media (forced-colors: active) { .sign, .bars { forced-color-adjust: auto; } .filters input:checked + span { outline: 2px solid; } }
@media print { .tools, .foot, .skip { display: none; } thead th { position: static; } tr { break-inside: avoid; } }
`;
