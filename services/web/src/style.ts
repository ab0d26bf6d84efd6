/** The shop's design: sailcloth, navy and brass, with a dark mode. Text has a contrast of at least 4.5 : 1. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #faf7f1; --surface: #ffffff; --wash: #f1ece1; --line: #e0d8c8; --strong: #8b8271;
  --text: #1b2733; --soft: #5d6672; --navy: #12355b; --on-navy: #ffffff; --link: #14508c; --brass: #8a5a12;
  --good: #1b6b45; --bad: #a8262f; --bad-wash: #fcebea; --good-wash: #e6f3ea; --few-wash: #fbf0d9;
  --d-line: #1b2f45; --d-brass: #d9a441; --d-navy: #23527f; --d-sail: #fffaf0; --d-red: #c8442f; --d-glass: #dbe9ee;
  --t0: #e4edf1; --t1: #f4e7cf; --t2: #e5ecdd; --t3: #f3dfd5; --t4: #e3e2ef;
  --sky: #cfe3ea; --sun: #f4c96b; --far: #8fb4c4; --wave: #3d7896; --near: #1d4e72; --hero-text: #10304f;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, "DejaVu Serif", serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1720; --surface: #17212c; --wash: #1e2a36; --line: #2b3947; --strong: #7a8794;
    --text: #e9e6df; --soft: #a5b0ba; --navy: #e0b35a; --on-navy: #14202b; --link: #93c4ee; --brass: #e0b35a;
    --good: #7fcf9f; --bad: #ff9a92; --bad-wash: #3a1d20; --good-wash: #17301f; --few-wash: #33280f;
    --d-line: #0d1823; --d-brass: #d6a548; --d-navy: #4a82b4; --d-sail: #efe6d3; --d-red: #d2573f; --d-glass: #b9d2da;
    --t0: #2d4552; --t1: #4a3f2b; --t2: #36462f; --t3: #4c362e; --t4: #393a54;
    --sky: #15293b; --sun: #e9dfc2; --far: #22465c; --wave: #1d4058; --near: #12293c; --hero-text: #f1e9d8;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; min-height: 100vh; display: flex; flex-direction: column; }
h1, h2, h3 { font-family: var(--serif); line-height: 1.2; font-weight: 600; margin: 0; text-wrap: balance; overflow-wrap: anywhere; }
h1 { font-size: clamp(1.7rem, 4vw, 2.3rem); margin-bottom: .6em; letter-spacing: -.01em; } h2 { font-size: 1.3rem; } h3 { font-size: 1.08rem; }
p { margin: 0 0 .8em; } ul { list-style: none; margin: 0; padding: 0; }
a { color: var(--link); text-underline-offset: 3px; text-decoration-thickness: 1px; }
:focus-visible { outline: 3px solid var(--brass); outline-offset: 2px; border-radius: 4px; } main:focus { outline: 0; }
.spoken, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; z-index: 9; left: 12px; top: 8px; padding: 8px 14px; background: var(--surface); }
.soft { color: var(--soft); } .price { font-weight: 650; font-variant-numeric: tabular-nums; } .number { text-align: right; font-variant-numeric: tabular-nums; }
.row, main { width: 100%; max-width: 1160px; margin: 0 auto; padding: 0 24px; }
main { padding-top: 28px; padding-bottom: 64px; flex: 1; }

.top { background: var(--surface); border-bottom: 1px solid var(--line); }
.top .row { display: flex; align-items: center; gap: 14px 28px; min-height: 68px; flex-wrap: wrap; padding-block: 10px; }
.brand { display: flex; align-items: center; gap: 10px; font: 400 1.2rem/1 var(--serif); color: var(--text); text-decoration: none; }
.brand svg { color: var(--brass); } .brand b { font-weight: 650; }
.search { display: flex; flex: 1 1 240px; max-width: 430px; }
.search input { flex: 1; border-right: 0; border-radius: 8px 0 0 8px; } .search button { border-radius: 0 8px 8px 0; }
.top nav { margin-left: auto; } .top nav ul { display: flex; flex-wrap: wrap; gap: 4px 22px; align-items: center; }
.top nav a { color: var(--text); text-decoration: none; display: inline-block; padding: 6px 0; max-width: 160px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; vertical-align: bottom; }
.top nav a:hover, .card h2 a:hover, .card h3 a:hover { text-decoration: underline; } .top nav [aria-current] { box-shadow: inset 0 -2px var(--brass); }
.badge { background: var(--navy); color: var(--on-navy); border-radius: 99px; font-size: .8rem; padding: 1px 8px; margin-left: 3px; font-weight: 600; }
.foot { border-top: 1px solid var(--line); background: var(--surface); padding: 22px 0 26px; font-size: .92rem; } .foot p { margin: 0; }

.hero { position: relative; overflow: hidden; border-radius: 16px; background: var(--sky); color: var(--hero-text); margin-bottom: 26px; min-height: 264px; display: flex; align-items: center; }
.hero > div { position: relative; z-index: 1; padding: 26px 40px 64px; max-width: 520px; } .hero h1 { margin-bottom: .35em; font-size: clamp(1.8rem, 4.4vw, 2.7rem); } .hero p { margin: 0; font-size: 1.05rem; }
.sea { position: absolute; inset: 0; width: 100%; height: 100%; } .sun { fill: var(--sun); } .far { fill: var(--far); } .wave { fill: var(--wave); } .near { fill: var(--near); }
.hull { fill: var(--d-red); } .mast { stroke: var(--d-line); stroke-width: 4; } .sail, .jib { fill: var(--d-sail); } .pennant { fill: var(--d-red); } .gull { fill: none; stroke: var(--d-line); stroke-width: 2; stroke-linecap: round; opacity: .5; }

.chips ul { display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: 22px; }
.chips a { display: block; padding: 6px 16px; border: 1px solid var(--line); border-radius: 99px; background: var(--surface); color: var(--text); text-decoration: none; }
.chips a:hover { border-color: var(--strong); } .chips [aria-current] { background: var(--navy); border-color: var(--navy); color: var(--on-navy); }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(215px, 1fr)); gap: 22px; }
.card { position: relative; background: var(--surface); border: 1px solid var(--line); border-radius: 14px; overflow: hidden; padding-bottom: 14px; transition: box-shadow .15s, transform .15s; }
.card:hover { box-shadow: 0 6px 22px rgb(20 30 45 / 12%); transform: translateY(-2px); }
.card > :not(.picture) { margin-inline: 16px; } .card p { margin-bottom: 0; } .card .soft { font-size: .9rem; margin-bottom: 6px; } .card h2, .card h3 { font-size: 1.08rem; margin-top: 12px; }
.card h2 a, .card h3 a { color: inherit; text-decoration: none; } .card a::after { content: ""; position: absolute; inset: 0; border-radius: 14px; }
.picture { display: grid; place-items: center; aspect-ratio: 4 / 3; background: var(--t0); } .picture.small { width: 76px; aspect-ratio: 1; border-radius: 10px; flex: none; }
.tint1 { background: var(--t1); } .tint2 { background: var(--t2); } .tint3 { background: var(--t3); } .tint4 { background: var(--t4); }
.drawing { width: 66%; height: 80%; } .small .drawing { width: 82%; height: 82%; }
.drawing .b { fill: var(--d-brass); } .drawing .n { fill: var(--d-navy); } .drawing .s { fill: var(--d-sail); } .drawing .r { fill: var(--d-red); } .drawing .f { fill: var(--d-glass); }
.drawing .hole { fill: var(--t0); } .drawing .l { fill: none; stroke: var(--d-line); stroke-width: 2.6; stroke-linejoin: round; stroke-linecap: round; } .drawing .t { fill: none; stroke: var(--d-line); stroke-width: 1.4; stroke-linecap: round; }
.drawing .ring { fill: none; stroke: var(--d-brass); stroke-width: 8; } .drawing .dash { fill: none; stroke: var(--d-red); stroke-width: 2; stroke-dasharray: 4 4; }
.tint1 .hole { fill: var(--t1); } .tint2 .hole { fill: var(--t2); } .tint3 .hole { fill: var(--t3); } .tint4 .hole { fill: var(--t4); }
.more { margin-top: 52px; } .more h2 { margin-bottom: 16px; } .pager { text-align: center; margin-top: 28px; }
.ad { margin-top: 32px; padding: 14px 18px; border: 1px dashed var(--strong); border-radius: 12px; } .ad p { margin: 0; }
.tag { font-size: .75rem; letter-spacing: .05em; text-transform: uppercase; border: 1px solid var(--strong); border-radius: 4px; padding: 1px 6px; margin-right: 6px; color: var(--soft); }
.mark { font: 600 .82rem/1.6 system-ui, sans-serif; padding: 1px 9px; border-radius: 99px; background: var(--wash); color: var(--text); white-space: nowrap; vertical-align: middle; margin-left: 4px; }
.mark.confirmed { background: var(--good-wash); color: var(--good); } .mark.few, .mark.pending { background: var(--few-wash); color: var(--brass); } .mark.cancelled { background: var(--bad-wash); color: var(--bad); } td .mark { margin-left: 0; }

.product { display: grid; grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr); gap: 44px; align-items: start; }
.product .picture { border-radius: 16px; aspect-ratio: 1.05; } .facts h1 { margin: 0 0 .25em; } .facts > .soft { margin-bottom: .4em; } .facts .price { font-size: 1.5rem; } .facts .price .soft { font-size: 1rem; font-weight: 400; }
.stock { color: var(--good); } .stock.off { color: var(--bad); } .lead { font-size: 1.08rem; white-space: pre-line; overflow-wrap: anywhere; }
.buy { display: flex; align-items: center; gap: 12px; margin: 22px 0 26px; flex-wrap: wrap; } .buy input { width: 92px; } .buy button { flex: 1 1 170px; max-width: 280px; padding: 11px 24px; }
.inline { display: flex; flex-wrap: wrap; gap: 8px 10px; align-items: center; } .facts .inline { font-size: .92rem; border-top: 1px solid var(--line); padding-top: 18px; color: var(--soft); }

input, select, textarea, button, .button { font: inherit; border-radius: 8px; padding: 9px 13px; }
input, select, textarea { color: var(--text); background: var(--surface); border: 1px solid var(--strong); min-width: 0; } textarea { width: 100%; resize: vertical; }
input::placeholder { color: var(--soft); opacity: 1; } [aria-invalid] { border-color: var(--bad); border-width: 2px; }
button, .button { background: var(--navy); color: var(--on-navy); border: 1px solid var(--navy); font-weight: 600; cursor: pointer; text-decoration: none; display: inline-block; }
button:hover, .button:hover { filter: brightness(1.12); } button.quiet, .button.quiet { background: transparent; color: var(--text); border-color: var(--strong); font-weight: 500; } button.wide { width: 100%; padding: 12px; }
.field { margin-bottom: 16px; } .field label { display: block; font-weight: 600; margin-bottom: 4px; } .field input { width: 100%; } .hint, .wrong { font-size: .9rem; margin: 4px 0 0; color: var(--soft); } .wrong { color: var(--bad); font-weight: 600; }
fieldset { border: 0; padding: 0; margin: 0 0 18px; } legend { font-weight: 600; padding: 0; margin-bottom: 6px; } .choice { display: block; padding: 11px 14px; border: 1px solid var(--line); border-radius: 8px; margin-bottom: 8px; cursor: pointer; } .choice:has(:checked) { border-color: var(--navy); box-shadow: inset 0 0 0 1px var(--navy); } input[type="radio"] { accent-color: var(--navy); margin-right: 6px; }
.panel { background: var(--surface); border: 1px solid var(--line); border-radius: 14px; padding: 22px 24px; margin-bottom: 20px; } .order { max-width: 720px; } .order form { margin-bottom: 18px; } .panel > h2 { margin-bottom: 14px; } .panel > :last-child { margin-bottom: 0; }
.narrow { max-width: 480px; } div.narrow { margin: 0 auto; } .notice { padding: 12px 18px; border-radius: 10px; background: var(--good-wash); border-left: 4px solid var(--good); overflow-wrap: anywhere; margin-bottom: 22px; } .notice.bad { background: var(--bad-wash); border-color: var(--bad); }
.empty { padding: 34px 0; color: var(--soft); } .links { display: flex; flex-wrap: wrap; gap: 6px 20px; margin-bottom: 24px; } .shops { margin: 10px 0 26px; } .shops a { font-size: 1.1rem; } main > section { margin-bottom: 32px; } main > section > h2 { margin-bottom: 12px; }
.basket { display: grid; grid-template-columns: minmax(0, 1.7fr) minmax(250px, 1fr); gap: 28px; align-items: start; }
.lines li { display: flex; flex-wrap: wrap; gap: 10px 18px; align-items: center; padding: 16px 0; border-bottom: 1px solid var(--line); } .lines li:first-child { padding-top: 0; } .what { flex: 1 1 170px; min-width: 0; } .what h2 { font-size: 1.08rem; } .what p { margin: 0; } .lines input { width: 88px; }
.total { display: flex; justify-content: space-between; gap: 12px; align-items: baseline; margin: 0 0 14px; } .total b { font-size: 1.3rem; font-variant-numeric: tabular-nums; } .sums { margin-bottom: 14px; } .sums li { display: flex; justify-content: space-between; gap: 16px; padding: 7px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; } .sums span:last-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
.basket .panel .button { display: block; text-align: center; padding: 12px; }
.scroll { overflow-x: auto; } table { width: 100%; border-collapse: collapse; background: var(--surface); } th, td { text-align: left; padding: 11px 14px; border-bottom: 1px solid var(--line); vertical-align: top; } thead th { font-size: .88rem; color: var(--soft); font-weight: 600; white-space: nowrap; } th.number { text-align: right; } tbody th { font-weight: 550; overflow-wrap: anywhere; } time { white-space: nowrap; }
.messages h3 { margin-bottom: 2px; } .mail { white-space: pre-line; overflow-wrap: anywhere; } code { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .95em; }
.lost { text-align: center; padding: 30px 0; } .lost .drawing { width: 130px; height: 130px; margin-bottom: 18px; } .lost .hole { fill: var(--ground); }

@media (max-width: 760px) {
  .row, main { padding-inline: 16px; } main { padding-top: 18px; } .top .row { gap: 10px 14px; } .top nav { margin-left: auto; } .top nav ul { gap: 2px 16px; } .search { order: 3; flex-basis: 100%; max-width: none; } .brand span { font-size: 1.08rem; } .top nav a { max-width: 90px; }
  .hero { align-items: flex-start; border-radius: 12px; } .hero > div { padding: 22px 20px 178px; } .sea { top: auto; height: 170px; } .grid { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 12px; } .card > :not(.picture) { margin-inline: 12px; }
  .product, .basket { grid-template-columns: minmax(0, 1fr); gap: 22px; } .panel { padding: 18px; }
}
@media (max-width: 480px) { .brand span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } .top nav ul { gap: 2px 14px; } }
@media (prefers-reduced-motion: reduce) { .card { transition: none; } .card:hover { transform: none; } }
@media (forced-colors: active) { .drawing { forced-color-adjust: none; } .card, .notice, .mark { border: 1px solid; } }
@media print { .top, .foot, form, .ad, .more { display: none; } }
`;
