import { FileDiff, DiffLine } from '../git/diff';
import { markup, SafeHtml } from './html';

const SIGNS: Record<DiffLine['kind'], string> = {
  added: '+',
  removed: '-',
  context: '',
};

const VERBS: Record<FileDiff['status'], string> = {
  added: 'new file',
  deleted: 'deleted',
  modified: 'changed',
  renamed: 'renamed',
};

/** The changes of files. Added and removed lines carry a sign and a word for screen readers, not colour alone. */
export function diffView(files: FileDiff[]): SafeHtml {
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return markup`<p>
      ${files.length} ${files.length === 1 ? 'file' : 'files'} changed,
      ${counts(additions, deletions)}
    </p>
    ${files.map(fileView)}`;
}

function counts(additions: number, deletions: number): SafeHtml {
  return markup`<span class="counts mono"
    ><span class="plus">+${additions}</span
    ><span class="hidden"> lines added</span>
    <span class="minus">−${deletions}</span
    ><span class="hidden"> lines removed</span></span
  >`;
}

function fileView(file: FileDiff): SafeHtml {
  return markup`<section class="card diff" aria-label="${file.path}">
    <div class="head">
      <span class="path mono"
        >${file.previousPath && markup`${file.previousPath} → `}${
    file.path
  }</span
      >
      <span class="label">${VERBS[file.status]}</span>
      ${counts(file.additions, file.deletions)}
    </div>
    ${file.binary && markup`<div class="body muted">Binary file</div>`}
    ${
      file.hunks.length > 0 &&
      markup`<table>
      <colgroup>
        <col class="number before" />
        <col class="number" />
        <col class="sign" />
        <col />
      </colgroup>
      <tbody>
        ${file.hunks.flatMap(({ header, lines }, index) => [
          // A file's only hunk at its beginning needs no heading.
          (index > 0 || !/^@@ -[01](,\d+)? \+[01](,\d+)? @@/.test(header)) &&
            markup`<tr class="hunk">
              <td class="before"></td>
              <td colspan="3">${header}</td>
            </tr>`,
          ...lines.map(lineView),
        ])}
      </tbody>
    </table>`
    }
  </section>`;
}

function lineView(line: DiffLine): SafeHtml {
  const word =
    line.kind !== 'context' &&
    markup`<span class="hidden">${line.kind}: </span>`;
  return markup`<tr class="${line.kind}">
    <td class="number before">${line.before}</td>
    <td class="number">${line.after}</td>
    <td class="sign">${SIGNS[line.kind]}</td>
    <td class="text">${word}${line.text}</td>
  </tr>`;
}
