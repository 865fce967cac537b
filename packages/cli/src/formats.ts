import { createHash } from 'node:crypto';
import type { Problem, ValidationResult } from './validate';

const text = (problems: Problem[]): string =>
  problems
    .map(
      p =>
        `${p.path}:${p.line}: ${p.severity}: ${oneLine(p.message)} [${
          p.rule
        }]\n`,
    )
    .join('');

/** Workflow commands of GitHub Actions. Their values are escaped, or a claim could give commands of its own. */
const github = (problems: Problem[]): string =>
  problems
    .map(p => {
      const command = { error: 'error', warning: 'warning', info: 'notice' }[
        p.severity
      ];
      return `::${command} file=${property(p.path)},line=${
        p.line
      },title=${property(`worker-clusters: ${p.rule}`)}::${data(p.message)}\n`;
    })
    .join('');

/** GitLab's Code Quality report. */
const gitlab = (problems: Problem[]): string =>
  `${JSON.stringify(
    problems.map(p => ({
      description: oneLine(p.message),
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
    null,
    2,
  )}\n`;

export const FORMATS: Record<string, (problems: Problem[]) => string> = {
  text,
  github,
  gitlab,
};

export function formatProblems(
  result: ValidationResult,
  format: string,
): string {
  return FORMATS[format](result.problems);
}

function data(value: string): string {
  return value.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(value: string): string {
  return data(value).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

function oneLine(value: string): string {
  // eslint-disable-next-line no-control-regex
  return value.replace(/[\u0000-\u001f\u007f]+/g, ' ');
}
