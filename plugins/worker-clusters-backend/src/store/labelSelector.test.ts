import { type LabelRequirement, parseLabelSelector } from './labelSelector';

describe('parseLabelSelector', () => {
  it.each<[string, LabelRequirement[]]>([
    ['app=shop', [{ key: 'app', operator: 'in', values: ['shop'] }]],
    ['app == shop', [{ key: 'app', operator: 'in', values: ['shop'] }]],
    ['app=', [{ key: 'app', operator: 'in', values: [''] }]],
    ['app!=shop', [{ key: 'app', operator: 'notIn', values: ['shop'] }]],
    [
      'tier in (web, api)',
      [{ key: 'tier', operator: 'in', values: ['web', 'api'] }],
    ],
    ['tier notin(web)', [{ key: 'tier', operator: 'notIn', values: ['web'] }]],
    [
      'example.org/team',
      [{ key: 'example.org/team', operator: 'exists', values: [] }],
    ],
    ['!tier', [{ key: 'tier', operator: 'notExists', values: [] }]],
    [
      ' app=shop , tier in (a,b),!x ',
      [
        { key: 'app', operator: 'in', values: ['shop'] },
        { key: 'tier', operator: 'in', values: ['a', 'b'] },
        { key: 'x', operator: 'notExists', values: [] },
      ],
    ],
  ])('reads %j', (selector, expected) => {
    expect(parseLabelSelector(selector)).toEqual(expected);
  });

  it.each([
    '',
    ',',
    'a,,b',
    'a in (b',
    'a in b)',
    'a in ((b))',
    'a=b=c',
    'a>1',
    'a b',
    '!',
    '=b',
    'a=<script>',
    "a='; drop table clusters; --",
    'a=b\nc=d',
    `a=${'b'.repeat(64)}`,
    'a'.repeat(318),
    Array.from({ length: 21 }, (_, i) => `a${i}`).join(','),
    'a,'.repeat(600),
    `a in (${Array.from({ length: 41 }, (_, i) => i).join(',')})`,
  ])('refuses %j', selector => {
    expect(() => parseLabelSelector(selector)).toThrow(/^selector: /);
  });
});
