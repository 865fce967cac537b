// Checks docs/ as a site: each page is in the navigation of mkdocs.yml, and each link leads to a page, a heading or a file that exists.
// What is outside of docs/ is not on the site: pages link to it in the repository.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { parse } from 'yaml';
import { fail, root } from './lib.mjs';

const site = parse(readFileSync(join(root, 'mkdocs.yml'), 'utf8'));
const docs = join(root, site.docs_dir);
/** Links to files and folders of the repository. */
const OURS = new RegExp(`^${site.repo_url}/(?:blob|tree)/main/([^#]*)(#.*)?$`);

const pages = readdirSync(docs, { recursive: true })
  .filter(name => name.endsWith('.md'))
  .map(name => name.split('\\').join('/'));
const navigated = leaves(site.nav);
const problems = [
  ...pages
    .filter(page => !navigated.includes(page))
    .map(page => `mkdocs.yml: ${page} is not in the navigation`),
  ...navigated
    .filter((page, i) => !pages.includes(page) || navigated.indexOf(page) !== i)
    .map(page => `mkdocs.yml: ${page} is no page, or is there twice`),
  ...pages.flatMap(page =>
    linksOf(page).flatMap(link => {
      const problem = problemOf(link, page);
      return problem ? [`docs/${page}: ${link} ${problem}`] : [];
    }),
  ),
];
if (problems.length) fail(problems.join('\n  '));
console.log(`docs/ is a site of ${pages.length} pages.`);

function leaves(nav) {
  if (typeof nav === 'string') return [nav];
  return Object.values(nav).flatMap(leaves);
}

/** Links and pictures of a page, without those in code. */
function linksOf(page) {
  const text = readFileSync(join(docs, page), 'utf8')
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, '');
  const found = text.matchAll(/\]\(([^()\s]+(?:\([^()\s]*\))?)\)/g);
  return [...found].map(([, link]) => link);
}

function problemOf(link, page) {
  const [, path, hash] = link.match(OURS) ?? [];
  if (path !== undefined) {
    if (!existsSync(join(root, path))) return 'is not in the repository';
    return hash ? headingProblem(join(root, path), hash) : undefined;
  }
  if (/^[a-z]+:/.test(link)) return undefined;
  const [target, anchor] = link.split('#');
  const file = target
    ? join(docs, posix.join(dirname(page), target))
    : join(docs, page);
  if (relative(docs, file).startsWith('..')) {
    return `leaves the site: link to ${site.repo_url}/blob/main/${relative(
      root,
      file,
    )}`;
  }
  if (!existsSync(file)) return 'does not exist';
  return anchor ? headingProblem(file, `#${anchor}`) : undefined;
}

function headingProblem(file, hash) {
  if (!file.endsWith('.md')) return undefined;
  const text = readFileSync(file, 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const slugs = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, title]) =>
    slugOf(title),
  );
  return slugs.includes(hash.slice(1)) ? undefined : 'is no heading there';
}

/** As GitHub and MkDocs make it of a heading without other signs than these. */
function slugOf(title) {
  return title
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replace(/ /g, '-');
}
