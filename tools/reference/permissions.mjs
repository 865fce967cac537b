// The permissions, as the common package declares them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../lib.mjs';
import { cell, page, table } from './markdown.mjs';

const FILE = 'plugins/worker-clusters-common/src/permissions.ts';

export function permissions() {
  const source = ts.createSourceFile(
    FILE,
    readFileSync(join(root, FILE), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found = source.statements
    .filter(ts.isVariableStatement)
    .flatMap(statement => {
      const [{ name, initializer }] = statement.declarationList.declarations;
      if (initializer?.expression?.getText() !== 'createPermission') return [];
      const [comment] = ts.getJSDocCommentsAndTags(statement);
      const text = initializer.getText();
      return [
        {
          variable: name.getText(),
          name: text.match(/name: '([^']+)'/)[1],
          action: text.match(/action: '([^']+)'/)[1],
          byCluster: text.includes('resourceType'),
          description: ts.getTextOfJSDocComment(comment.comment),
        },
      ];
    });
  return page('Permissions', {
    intro:
      "Authorization is by cluster: a policy can decide for each one, by its owner, environment and the other rules of the resource type `worker-cluster`. How to write a policy, and the permission module with its decisions by configuration, is in the packages' READMEs.",
    body: [
      table(
        [
          'permission',
          'action',
          'by cluster',
          'what it allows',
          'export of the common package',
        ],
        found.map(one => [
          `\`${one.name}\``,
          one.action,
          one.byCluster ? 'yes' : 'no',
          cell(one.description),
          `\`${one.variable}\``,
        ]),
      ),
    ],
  });
}
