/** The style sheet of the pages. Colours are given once for light and once for dark; both keep a contrast of 4.5 to 1. */

/** CSS, without anything that loads. */
export const styles: string = `
:root { color-scheme: light dark; --ink: #1c1e21; --quiet: #565b62; --paper: #fff; --panel: #f5f6f8; --rule: #c9cdd3; --good: #17692f; --bad: #b3261e; --warn: #7a5200; --link: #0b57d0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e7e9; --quiet: #a9aeb6; --paper: #16181c; --panel: #1f2227; --rule: #474c54; --good: #73d08d; --bad: #ff9a91; --warn: #eac26b; --link: #9cc2ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 64rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; border-bottom: 1px solid var(--rule); padding-bottom: .25rem; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .25rem; }
p { margin: .5rem 0; }
a { color: var(--link); }
.score { font-size: 1.25rem; font-weight: 600; }
.quiet { color: var(--quiet); }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
.scroll { overflow-x: auto; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.scroll:focus-visible, a:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
caption { text-align: left; color: var(--quiet); padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--rule); overflow-wrap: anywhere; }
thead th { white-space: nowrap; vertical-align: bottom; }
thead th.upright { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; padding: .35rem .35rem 0; }
table.sides { min-width: 48rem; table-layout: fixed; }
table.sides th, table.sides td { width: 50%; border-bottom: none; }
th.title { width: 30%; }
th.learner { min-width: 11rem; }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
td.word, th.word { white-space: nowrap; overflow-wrap: normal; }
tr.hints td { border-bottom: 1px solid var(--rule); padding-top: 0; }
tr.with-hints > * { border-bottom: none; }
th .quiet { font-weight: normal; }
td ul { margin: .25rem 0; padding-left: 1.25rem; }
details { margin: .25rem 0; }
summary { cursor: pointer; }
code, pre { font: .875rem/1.45 ui-monospace, monospace; }
code { background: var(--panel); padding: 0 .2em; border-radius: 3px; }
pre { background: var(--panel); border: 1px solid var(--rule); border-radius: 4px; padding: .6rem .75rem; margin: .35rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
pre code { background: none; padding: 0; }
blockquote { margin: .5rem 0; padding-left: .75rem; border-left: 3px solid var(--rule); color: var(--quiet); }
.cell { margin: 1rem 0; }
.cell > p { font-size: .875rem; margin: 0; }
.note { border-left: 3px solid var(--link); padding-left: .75rem; }
.output { border-left: 3px solid var(--rule); padding-left: .75rem; margin: .35rem 0 .35rem 0; }
.output pre { background: none; border: none; padding: 0; }
.output.error { border-left-color: var(--bad); }
.output img { max-width: 100%; background: #fff; }
svg { max-width: none; height: auto; display: block; }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
svg .lane { stroke: var(--rule); }
svg .done { fill: var(--good); } svg .refused { fill: var(--bad); } svg .other { fill: var(--warn); }
svg .counts { fill: none; stroke: var(--ink); stroke-width: 1.5; }
svg .bar { fill: var(--link); }
@media print { main { max-width: none; padding: 0; } details:not([open]) > * { display: none; } .scroll { overflow: visible; } }
`;
