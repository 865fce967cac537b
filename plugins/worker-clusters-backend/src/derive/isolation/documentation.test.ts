import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ISOLATION_RULES } from '@worker-clusters/backstage-plugin-worker-clusters-common';

it('docs/isolation.md has each rule with its promise, severity and scope', () => {
  const text = readFileSync(
    join(__dirname, '../../../../../docs/isolation.md'),
    'utf8',
  );
  const rows = text
    .split('\n')
    .map(line => line.split('|').map(cell => cell.trim()))
    .filter(cells => /^`[\w-]+`$/.test(cells[1] ?? ''))
    .map(cells => cells.slice(1, 5));
  expect(rows).toEqual(
    Object.entries(ISOLATION_RULES).map(([id, rule]) => [
      `\`${id}\``,
      rule.title,
      rule.severity,
      rule.scopes.join(', '),
    ]),
  );
});
