// The steps of docs/install.md, for a script: its marked code blocks, applied to a portal as a person copies them.
//
//   ```sh run               a command at the root of the portal
//   ```sh start             the command that starts the portal, until it is stopped
//   ```diff file=<path>     changes of a file, '@@' between them: the lines with ' ' and '-' stand there once; those with '+' are added
//   ```yaml merge=<path>    configuration that is merged into a file
//
// A block with the further mark `legacy` is for portals on the legacy frontend system only.
import { isMap, isScalar, parse, parseDocument } from 'yaml';

const KINDS = [
  ['sh', 'run'],
  ['sh', 'start'],
  ['diff', 'file'],
  ['yaml', 'merge'],
];

/** Reads the marked blocks in their order: `{ line, kind, legacy, path?, text }`. */
export function readSteps(markdown) {
  const steps = [];
  const lines = markdown.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const fence = /^```(\w+)(?: (.+))?$/.exec(lines[i]);
    if (!fence) continue;
    const begin = i + 1;
    while (lines[++i] !== '```') {
      if (i >= lines.length)
        throw new Error(`line ${begin}: block without end`);
    }
    const [, language, info] = fence;
    if (!info) continue;
    const { legacy = false, ...marks } = Object.fromEntries(
      info.split(' ').map(mark => {
        const [key, value = true] = mark.split('=');
        return [key, value];
      }),
    );
    const kind = KINDS.find(([l, k]) => l === language && marks[k])?.[1];
    if (!kind || Object.keys(marks).length > 1) {
      throw new Error(
        `line ${begin}: \`\`\`${language} ${info} is no mark of a step; there are ${KINDS.map(
          ([l, k]) => `${l} ${k}`,
        ).join(', ')}`,
      );
    }
    steps.push({
      line: begin,
      kind,
      legacy,
      path: marks[kind] === true ? undefined : marks[kind],
      text: lines.slice(begin, i).join('\n'),
    });
  }
  return steps;
}

function applyChange(text, change) {
  const lines = change.split('\n').filter(line => line !== '');
  const pick = marks =>
    lines
      .filter(line => marks.includes(line[0]))
      .map(line => line.slice(1))
      .join('\n');
  const before = pick(' -');
  const parts = `\n${text}`.split(`\n${before}\n`);
  if (!before || parts.length !== 2) {
    throw new Error(
      `these lines stand in the file ${
        parts.length - 1
      } times, not once:\n${before}`,
    );
  }
  return parts.join(`\n${pick(' +')}\n`).slice(1);
}

/** Applies the changes of a diff to a text; throws if the lines of one do not stand there exactly once. */
export function applyDiff(text, diff) {
  return diff.split(/^@@$/m).reduce(applyChange, text);
}

/** Merges configuration into the text of a configuration file: maps key by key, everything else as a whole. */
export function mergeYaml(text, addition) {
  const document = parseDocument(text);
  const merge = (path, value) => {
    const there = document.getIn(path, true);
    const nothing =
      there === undefined || (isScalar(there) && there.value === null);
    if (isMap(value) && !nothing) {
      for (const { key, value: inner } of value.items) {
        merge([...path, key.value], inner);
      }
    } else {
      document.setIn(path, value);
    }
  };
  for (const { key, value } of parseDocument(addition).contents.items) {
    merge([key.value], value);
  }
  parse(String(document));
  return String(document);
}
