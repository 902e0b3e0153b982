/** The report's style sheet: a page that reads like a paper, in light and dark, on phone and print. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #fbfaf8; --card: #ffffff; --ink: #1f2328; --faint: #57606a; --rule: #d8d5cf;
  --holds: #005a8c; --holds-tint: #e2eff7; --refused: #a63c00; --refused-tint: #fbe9df;
  --undecided: #57606a; --undecided-tint: #eceef0;
  --serif: Charter, 'Bitstream Charter', 'Source Serif 4', Cambria, Georgia, serif;
  --sans: Inter, 'Open Sans', 'Helvetica Neue', Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171a; --card: #1b1f24; --ink: #e6e8ea; --faint: #9aa4ae; --rule: #343b43;
    --holds: #7cc4f2; --holds-tint: #12324a; --refused: #ffab7c; --refused-tint: #47230f;
    --undecided: #b3bcc5; --undecided-tint: #2b3138;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 3rem 1.5rem 4rem; max-width: 76rem;
  background: var(--page); color: var(--ink);
  font: 1.0625rem/1.6 var(--serif); overflow-wrap: anywhere;
}
header { display: grid; grid-template-columns: minmax(0, 7fr) minmax(0, 5fr); gap: 1.5rem 3rem; align-items: end; }
section > p, .warnings { max-width: 44rem; }
h1 { margin: 0 0 .4rem; font-size: 2.3rem; line-height: 1.15; font-weight: 600; letter-spacing: -.01em; }
h2 { margin: 2.8rem 0 .6rem; font-size: 1.35rem; line-height: 1.3; font-weight: 600; }
p { margin: .5rem 0 .9rem; }
p > small { display: block; font: .8125rem/1.5 var(--sans); }
.lead { font-size: 1.2rem; line-height: 1.5; }
.lead p { margin: .15rem 0; }
.byline, figcaption, small, .words, footer { color: var(--faint); }
.byline { font: .875rem/1.5 var(--sans); }
em.holds, em.refused, em.undecided { font-style: normal; font-weight: 600; }
em.holds, .badge.holds { color: var(--holds); }
em.refused, .badge.refused { color: var(--refused); }
em.undecided, .badge.undecided { color: var(--undecided); }
.equation { padding: .2rem 0 .2rem 1.2rem; border-left: 3px solid var(--rule); font-size: .9375rem; line-height: 1.5; color: var(--faint); }
.equation p { margin: .2rem 0; }
.equation .formula { font-size: 1.2rem; font-style: italic; color: var(--ink); }
dl.models { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: .8rem 1.5rem; margin: 1.2rem 0 0; font-size: .9375rem; line-height: 1.5; }
dl.models dt { font-weight: 600; }
dl.models dt::before { content: ''; display: inline-block; width: .75em; height: .75em; margin-right: .5em; background: var(--accent); border-radius: 2px; }
dl.models dd { margin: 0 0 0 1.25em; }
dl.models small { display: block; }
sub, sup { font-size: .72em; line-height: 0; }
.warnings { margin: 1.5rem 0; padding: .7rem 1rem .7rem 2rem; background: var(--refused-tint); border-radius: 6px; font-size: 1rem; }
table { width: 100%; border-collapse: collapse; font: .875rem/1.45 var(--sans); font-variant-numeric: tabular-nums; overflow-wrap: normal; }
thead th { padding: .45rem .7rem; border-top: 2px solid var(--ink); border-bottom: 1px solid var(--ink); text-align: left; vertical-align: bottom; font-weight: 600; }
tbody th, td { padding: .5rem .7rem; text-align: left; vertical-align: top; font-weight: 400; }
tbody th { font-weight: 600; }
tbody tr.first > * { border-top: 1px solid var(--rule); }
tbody tr:first-child > * { border-top: 0; }
tbody:last-child tr:last-child > * { border-bottom: 2px solid var(--ink); }
.number { text-align: right; white-space: nowrap; }
thead .number { white-space: normal; }
th.repeat { color: transparent; user-select: none; }
td small, th small { display: block; font-size: .78rem; font-weight: 400; }
.badge { display: inline-block; padding: .05rem .5rem; border-radius: 1rem; font-weight: 600; white-space: nowrap; }
.badge.holds { background: var(--holds-tint); } .badge.refused { background: var(--refused-tint); } .badge.undecided { background: var(--undecided-tint); }
.words { display: block; max-width: 24rem; margin-top: .2rem; font-size: .8125rem; line-height: 1.4; }
.law { white-space: nowrap; }
.wide { overflow-x: auto; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; margin: .4rem 0 .8rem; font: .875rem/1.5 var(--sans); }
.legend svg { width: 2.2rem; height: .8rem; margin-right: .5rem; vertical-align: baseline; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem; }
.picture { padding: .8rem .7rem .5rem; background: #fff; border: 1px solid var(--rule); border-radius: 6px; break-inside: avoid; }
.picture svg { display: block; width: 100%; height: auto; max-width: 30rem; margin: 0 auto; }
/* Tiles of a heat map touch without seams. */
.picture .mark-rect path { shape-rendering: crispEdges; }
figure { margin: 1rem 0 0; }
figure + table { margin-top: 1.4rem; }
figcaption { margin-top: .7rem; max-width: 50rem; font-size: .95rem; line-height: 1.5; }
details { margin: 1rem 0; }
summary { cursor: pointer; font: .9375rem/1.6 var(--sans); }
pre { padding: 1rem; overflow-x: auto; background: var(--card); border: 1px solid var(--rule); border-radius: 6px; font: .8125rem/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, monospace; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; font: .875rem/1.5 var(--sans); }
dl.facts dt { color: var(--faint); } dl.facts dd { margin: 0; }
footer { margin-top: 3rem; padding-top: .8rem; border-top: 1px solid var(--rule); font: .8125rem/1.5 var(--sans); }
@media (max-width: 52rem) {
  body { padding: 1.6rem 1rem 3rem; font-size: 1rem; }
  header { grid-template-columns: 1fr; }
  h1 { font-size: 1.8rem; }
  table.cards thead { display: none; }
  table.cards, table.cards tbody, table.cards tr, table.cards th, table.cards td { display: block; }
  table.cards tr, table.cards tr.first { margin: 0 0 .9rem; padding: .6rem .8rem; background: var(--card); border: 1px solid var(--rule); border-radius: 6px; }
  table.cards tbody th, table.cards td, table.cards tbody tr > * { padding: .15rem 0; border: 0 !important; }
  table.cards th.repeat { color: inherit; }
  table.cards td[data-label] { display: flex; justify-content: space-between; gap: 1rem; text-align: right; white-space: normal; }
  table.cards td[data-label]::before { content: attr(data-label); color: var(--faint); text-align: left; flex: none; }
  table.cards td[data-label=Verdict] { display: block; text-align: left; }
  table.cards td[data-label=Verdict]::before { content: none; }
  table.cards td.none { display: none; }
  table.verdicts td small::before { content: 'floor '; }
  .words { max-width: none; }
}
@media print {
  :root { --page: #fff; --card: #fff; --ink: #000; --faint: #444; --rule: #bbb; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .pictures { grid-template-columns: repeat(3, 1fr); }
  tr, figure { break-inside: avoid; }
  h2 { break-after: avoid; }
}
`;
