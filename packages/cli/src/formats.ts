import { createHash } from 'node:crypto';
import { escapeLine, replaceControls, stringifyForLog } from './output';
import type { Problem } from './validate';

const text = (problems: Problem[]): string =>
  problems
    .map(
      p =>
        `${escapeLine(
          `${p.path}:${p.line}: ${p.severity}: ${p.message} [${p.rule}]`,
        )}\n`,
    )
    .join('');

/** Workflow commands of GitHub Actions, their values escaped: a claim can give none of its own. */
const github = (problems: Problem[]): string =>
  problems
    .map(p => {
      const command = { error: 'error', warning: 'warning', info: 'notice' }[
        p.severity
      ];
      return `::${command} file=${property(replaceControls(p.path))},line=${
        p.line
      },title=${property(`worker-clusters: ${p.rule}`)}::${data(
        replaceControls(p.message),
      )}\n`;
    })
    .join('');

/** GitLab's Code Quality report. */
const gitlab = (problems: Problem[]): string =>
  stringifyForLog(
    problems.map(p => ({
      description: escapeLine(p.message),
      check_name: `worker-clusters/${p.rule}`,
      // Of what, not of where: moving a line makes no new problem.
      fingerprint: createHash('sha256')
        .update(`${p.path}\n${p.rule}\n${p.message}`)
        .digest('hex'),
      severity: { error: 'critical', warning: 'minor', info: 'info' }[
        p.severity
      ],
      location: { path: p.path, lines: { begin: p.line } },
    })),
  );

export const FORMATS: Record<string, (problems: Problem[]) => string> = {
  text,
  github,
  gitlab,
};

export function formatProblems(problems: Problem[], format: string): string {
  return FORMATS[format](problems);
}

function data(value: string): string {
  return value.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(value: string): string {
  return data(value).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
