import { page } from './markdown.mjs';
import { fields } from './schema.mjs';

const ATTRIBUTES = {
  readOnly: 'reads only',
  destructive: 'destructive',
  idempotent: 'idempotent',
};

/** The actions of software templates, and those for agents. */
export function actions({ templateActions, agentActions }) {
  return page('Actions', {
    intro:
      'What software templates can do, and what agents can do through the actions registry: see [agents](../agents.md).',
    body: [
      '## Of software templates',
      ...templateActions.flatMap(({ id, description, examples, ...schema }) => [
        `### ${id}`,
        `${description}.`,
        ...shapes(schema),
        ...examples.flatMap(({ description: what, example }) => [
          `${what}:`,
          `\`\`\`yaml\n${example.trim()}\n\`\`\``,
        ]),
      ]),
      '## For agents',
      ...agentActions.flatMap(({ id, description, attributes, ...schema }) => [
        `### ${id}`,
        description,
        Object.entries(ATTRIBUTES)
          .filter(([name]) => attributes[name])
          .map(([, text]) => text)
          .join(', '),
        ...shapes(schema),
      ]),
    ],
  });
}

const shapes = ({ input, output }) => [
  'Input:',
  fields(input),
  'Output:',
  fields(output),
];
