/** Styles of all pages: light and dark, from 390 pixels up. */
export const STYLES = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --paper: #ffffff; --ink: #1c2128; --muted: #59636e; --line: #d5dae0; --accent: #0b57d0;
  --open: #1a6b35; --open-paper: #dcf3e3; --merged: #6639ba; --merged-paper: #ece3fb;
  --closed: #a4202c; --closed-paper: #fce3e4; --warn: #7a4d00; --warn-paper: #fff1d1;
  --added: #e3f6e8; --added-edge: #2d8a4a; --removed: #fdeaea; --removed-edge: #c03540; --code: #f0f2f5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1116; --paper: #171b22; --ink: #e4e8ee; --muted: #9aa5b1; --line: #323a45; --accent: #82b1ff;
    --open: #7ee2a0; --open-paper: #12301d; --merged: #c9a8ff; --merged-paper: #2b1f47;
    --closed: #ff9aa2; --closed-paper: #3d171b; --warn: #f2c46b; --warn-paper: #36270b;
    --added: #12301d; --added-edge: #4fbf74; --removed: #3d171b; --removed-edge: #f0727b; --code: #1f252e;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
a:focus-visible, button:focus-visible, select:focus-visible, input:focus-visible, summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; font-weight: 600; }
h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; }
code, pre, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .87em; }
.muted { color: var(--muted); }
.top { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem .75rem; padding: .6rem 1.25rem; background: var(--paper); border-bottom: 1px solid var(--line); }
.top .home { font-weight: 600; color: var(--ink); }
.top .user { margin-left: auto; font-size: .9rem; }
.sandbox { background: var(--warn-paper); color: var(--warn); border: 1px solid currentColor; border-radius: 1rem; padding: 0 .7rem; font-size: .8rem; font-weight: 600; letter-spacing: .02em; }
.repository { padding: .8rem 1.25rem 0; background: var(--paper); border-bottom: 1px solid var(--line); }
.repository .path { margin: 0; font-size: 1.1rem; }
.repository nav { display: flex; gap: 1.4rem; margin-top: .5rem; overflow-x: auto; }
.repository nav a { padding: .4rem 0 .5rem; color: var(--ink); white-space: nowrap; border-bottom: 3px solid transparent; }
.repository nav a[aria-current] { border-color: var(--accent); font-weight: 600; }
.count { background: var(--code); border-radius: 1rem; padding: 0 .5rem; font-size: .8rem; }
main { max-width: 1100px; margin: 0 auto; padding: 1.25rem; }
footer { max-width: 1100px; margin: 0 auto; padding: 1rem 1.25rem 2.5rem; color: var(--muted); font-size: .85rem; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; }
.card > .head { padding: .5rem .9rem; border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; overflow-wrap: anywhere; }
.card > .body { padding: .75rem .9rem; }
.card + .card { margin-top: 1rem; }
.rows { list-style: none; margin: 0; padding: 0; }
.rows > li { padding: .6rem .9rem; display: flex; flex-wrap: wrap; gap: .2rem .75rem; align-items: baseline; overflow-wrap: anywhere; }
.rows > li + li { border-top: 1px solid var(--line); }
.rows .end { margin-left: auto; font-size: .88rem; }
.badge { display: inline-block; border-radius: 1rem; padding: .1rem .75rem; font-weight: 600; font-size: .87rem; border: 1px solid currentColor; white-space: nowrap; }
.badge.open { color: var(--open); background: var(--open-paper); }
.badge.merged { color: var(--merged); background: var(--merged-paper); }
.badge.closed { color: var(--closed); background: var(--closed-paper); }
.label { display: inline-block; border: 1px solid var(--line); border-radius: 1rem; padding: 0 .6rem; font-size: .82rem; background: var(--code); overflow-wrap: anywhere; }
.meta { display: flex; flex-wrap: wrap; gap: .35rem .6rem; align-items: center; margin: 0 0 1.25rem; }
.branch { background: var(--code); border-radius: 5px; padding: .05rem .4rem; overflow-wrap: anywhere; }
.notice { border: 1px solid var(--line); border-left-width: 5px; border-radius: 6px; padding: .6rem .9rem; background: var(--paper); margin: 0 0 1rem; }
.notice p { margin: .2rem 0; }
.notice ul { margin: .3rem 0; padding-left: 1.3rem; overflow-wrap: anywhere; }
.notice.problem { border-color: var(--closed); background: var(--closed-paper); }
.notice.fine { border-color: var(--added-edge); }
.actions { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: center; }
.actions form { display: flex; flex-wrap: wrap; gap: .6rem .9rem; align-items: center; }
.actions label { display: inline-flex; gap: .4rem; align-items: center; }
button, select { font: inherit; min-height: 2.5rem; padding: .3rem 1.1rem; border-radius: 6px; border: 1px solid var(--muted); background: var(--paper); color: var(--ink); cursor: pointer; }
select { padding: .3rem .5rem; max-width: 100%; }
button.primary { background: #1a6b35; border-color: #1a6b35; color: #ffffff; font-weight: 600; }
button.primary:hover { background: #14572b; }
button:hover { border-color: var(--ink); }
input[type=checkbox] { width: 1.1rem; height: 1.1rem; }
.markdown { overflow-wrap: anywhere; }
.markdown > :first-child { margin-top: 0; }
.markdown > :last-child { margin-bottom: 0; }
.markdown h1, .markdown h2, .markdown h3 { font-size: 1.1rem; margin: 1.2rem 0 .5rem; }
.markdown pre { background: var(--code); padding: .7rem; border-radius: 6px; overflow-x: auto; }
.markdown code { background: var(--code); border-radius: 4px; padding: .1em .3em; }
.markdown pre code { padding: 0; background: none; }
.markdown blockquote { margin: 0; padding-left: .9rem; border-left: 4px solid var(--line); color: var(--muted); }
.scroll { overflow-x: auto; }
.markdown table { border-collapse: collapse; margin: .5rem 0; }
.markdown th, .markdown td { border: 1px solid var(--line); padding: .3rem .7rem; text-align: left; }
.markdown th:empty { padding: 0; border: 0; }
.markdown th { background: var(--code); }
.diff { margin-top: 1rem; overflow: hidden; }
.diff table, .file table { border-collapse: collapse; width: 100%; table-layout: fixed; }
.diff td, .file td { padding: 0 .4rem; vertical-align: top; font: 12.5px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
.diff col.number, .file td.number { width: 3.2rem; }
.diff col.sign { width: 1.6rem; }
.diff td.number, .file td.number { text-align: right; color: var(--muted); user-select: none; }
.diff td.sign { text-align: center; font-weight: 700; user-select: none; }
.diff td.text, .file td.text { white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
.diff tr.added td { background: var(--added); }
.diff tr.added td.sign { color: var(--added-edge); border-left: 3px solid var(--added-edge); }
.diff tr.removed td { background: var(--removed); }
.diff tr.removed td.sign { color: var(--removed-edge); border-left: 3px dashed var(--removed-edge); }
.diff tr.hunk td { background: var(--code); color: var(--muted); padding: .15rem .9rem; overflow-wrap: anywhere; }
.diff .path { font-weight: 600; overflow-wrap: anywhere; }
.diff .counts { margin-left: auto; white-space: nowrap; }
.plus { color: var(--added-edge); } .minus { color: var(--removed-edge); }
.pages { display: flex; gap: 1rem; margin-top: 1rem; }
.tabs { display: flex; gap: 1rem; margin-bottom: 1rem; flex-wrap: wrap; }
.tabs a[aria-current] { font-weight: 700; color: var(--ink); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 600px) {
  main { padding: .9rem; }
  .top, .repository { padding-left: .9rem; padding-right: .9rem; }
  .top .user { margin-left: 0; flex-basis: 100%; }
  h1 { font-size: 1.3rem; }
  .diff col.number { width: 2.3rem; }
  .diff td.number { padding: 0 .2rem; }
  .diff .before { display: none; }
  .repository nav { gap: 1rem; }
  .rows .end { margin-left: 0; flex-basis: 100%; }
  .actions, .actions form { flex-direction: column; align-items: stretch; }
  .actions form + form { margin-top: .25rem; }
}
`;
