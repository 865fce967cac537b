import { CASES } from './cases';
import { renderCase } from './renderCase';

it.each(CASES.map(c => [c.name, c] as const))(
  '%s is rendered as Argo CD renders it, or refused',
  (_, testCase) => {
    const { renders, refused } = testCase;
    expect(renderCase(testCase)).toEqual(refused ? 'refused' : renders);
  },
);
