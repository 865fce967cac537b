import escapeHtml from 'escape-html';
import MarkdownIt from 'markdown-it';

/** Text that is HTML already. Everything else that goes into {@link html} is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = Html | string | number | undefined | false | null | Value[];

const render = (value: Value): string => {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(render).join('');
  if (value === undefined || value === false || value === null) return '';
  return escapeHtml(String(value));
};

/** Template tag for HTML: values are escaped unless they are {@link Html}. */
export const html = (parts: TemplateStringsArray, ...values: Value[]) =>
  new Html(
    parts.reduce((text, part, i) => text + render(values[i - 1]) + part),
  );

const markdown = new MarkdownIt({ html: false, linkify: false });
// Only what leads to a web page; images would call foreign hosts.
markdown.validateLink = url => /^(https?:\/\/|\/(?!\/)|#)/i.test(url.trim());
markdown.disable('image');

export const fromMarkdown = (text: string) => new Html(markdown.render(text));

export const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--panel:#f6f8fa;--line:#d0d7de;--text:#1f2328;--dim:#59636e;--link:#0a58ca;--add:#dafbe1;--del:#ffebe9;--open:#1a7f37;--merged:#7c3aed;--closed:#b42318;--warn:#fff3cd;--warn-text:#664d03}
@media (prefers-color-scheme:dark){:root{--bg:#0f1419;--panel:#171d24;--line:#313b46;--text:#e6edf3;--dim:#9aa7b4;--link:#7cb3ff;--add:#12361f;--del:#43191b;--open:#238636;--merged:#8250df;--closed:#c93c37;--warn:#3a2f0b;--warn-text:#f3d98b}}
*{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,sans-serif;background:var(--bg);color:var(--text)}
a{color:var(--link)}a:focus-visible,button:focus-visible{outline:3px solid var(--link);outline-offset:2px}
header{background:var(--panel);border-bottom:1px solid var(--line);padding:.75rem 1rem}
header .in,main{max-width:1100px;margin:0 auto}header .in{display:flex;gap:.5rem 1rem;align-items:center;flex-wrap:wrap}
header a{color:var(--text);text-decoration:none;font-weight:600}header nav{display:flex;gap:1rem;margin-left:auto}header nav a{font-weight:400;color:var(--link)}
.sandbox{background:var(--warn);color:var(--warn-text);border-radius:4px;padding:.1rem .5rem;font-size:.8rem;font-weight:600}
main{padding:1.25rem 1rem 4rem}h1{font-size:1.5rem;line-height:1.25;margin:.25rem 0 .5rem;overflow-wrap:anywhere}h1 small{color:var(--dim);font-weight:400}h2{font-size:1.1rem;margin:2rem 0 .5rem}
.meta{color:var(--dim);display:flex;gap:.5rem;align-items:center;flex-wrap:wrap}
.state{color:#fff;border-radius:999px;padding:.15rem .75rem;font-size:.85rem;font-weight:600}.state.open{background:var(--open)}.state.merged{background:var(--merged)}.state.closed{background:var(--closed)}
.panel{border:1px solid var(--line);border-radius:6px;margin:1rem 0;overflow:hidden}.panel>.head{background:var(--panel);border-bottom:1px solid var(--line);padding:.5rem 1rem;font-size:.9rem;overflow-wrap:anywhere}.panel>.body{padding:.5rem 1rem;overflow-x:auto}
.actions{display:flex;gap:.75rem;align-items:center;flex-wrap:wrap;padding:1rem}
button{font:inherit;font-weight:600;border:1px solid var(--line);border-radius:6px;padding:.45rem 1rem;background:var(--panel);color:var(--text);cursor:pointer}button.main{background:var(--open);border-color:var(--open);color:#fff}button:disabled{opacity:.55;cursor:not-allowed}
table{border-collapse:collapse;width:100%}.body table{width:auto}th,td{text-align:left;padding:.35rem .75rem;border-bottom:1px solid var(--line);vertical-align:top}.body table{margin:.5rem 0}
code,pre,.diff{font:13px/1.5 ui-monospace,monospace}pre{overflow-x:auto}code{background:var(--panel);padding:.1em .3em;border-radius:4px}pre code{background:none;padding:0}
.diff{overflow-x:auto}.diff table{min-width:100%}.diff td{border:0;padding:0 .6rem;white-space:pre}.diff td.n{color:var(--dim);text-align:right;user-select:none;width:1%}.diff tr.add{background:var(--add)}.diff tr.del{background:var(--del)}.diff tr.hunk{color:var(--dim);background:var(--panel)}
.list{list-style:none;margin:0;padding:0}.list li{padding:.6rem 1rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}.list li:last-child{border:0}
.label{border:1px solid var(--line);border-radius:999px;padding:0 .5rem;font-size:.8rem}.note{background:var(--warn);color:var(--warn-text);border-radius:6px;padding:.6rem 1rem;margin:1rem 0}.dim{color:var(--dim)}
`;

export function layout(options: {
  title: string;
  owner?: string;
  name?: string;
  body: Html;
}): string {
  const { title, owner, name, body } = options;
  const base = owner && name ? `/${owner}/${name}` : undefined;
  return `<!doctype html>${
    html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Sandbox Git host</title>
        <link rel="stylesheet" href="/-/style.css" />
      </head>
      <body>
        <header>
          <div class="in">
            <span
              class="sandbox"
              title="This Git host runs on your machine and holds nothing real"
              >Sandbox</span
            >
            <a href="/">Git host</a>${base
              ? html`<span class="dim">/</span
                  ><a href="${base}">${owner} / ${name}</a>`
              : ''}
            ${base
              ? html`<nav aria-label="Repository">
                  <a href="${base}">Files</a
                  ><a href="${base}/commits/branch/main">Commits</a
                  ><a href="${base}/pulls">Pull requests</a>
                </nav>`
              : ''}
          </div>
        </header>
        <main>${body}</main>
      </body>
    </html>`.text
  }`;
}
