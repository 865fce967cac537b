import { judge, Row } from './__testUtils__/row';
import { RULE_ROWS } from './__testUtils__/ruleRows';
import { FORMAT_ROWS, SCHEMA_ROWS } from './__testUtils__/schemaRows';

// That an API server says the same is tested by npm run test:real -- conformance.
describe.each<[subject: string, rows: Row[]]>([
  ['structural schemas', SCHEMA_ROWS],
  ['formats', FORMAT_ROWS],
  ['CEL rules', RULE_ROWS],
])('%s', (_, rows) => {
  it.each(rows)('$name', row => {
    for (const value of row.good) {
      expect({ value, problems: judge(row, value) }).toEqual({
        value,
        problems: [],
      });
    }
    for (const value of row.bad) {
      const problems = judge(row, value);
      expect({ value, found: problems.length > 0 }).toEqual({
        value,
        found: true,
      });
      for (const { message } of problems) expect(message).toMatch(/\.$/);
    }
    if (!row.bad.length) return;
    const [problem, ...more] = judge(row, row.bad[0]);
    expect(more).toEqual([]);
    const { field = 'x', says = /./ } = row;
    expect(problem.message).toMatch(says);
    expect(problem.field).toBe(field && `spec.${field}`);
  });

  it('has no two rows of one name', () => {
    const names = rows.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });
});
