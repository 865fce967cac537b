import { readAccessTemplates } from './accessTemplates';

const step = { title: 'Log in', command: 'argocd login' };

describe('readAccessTemplates', () => {
  it('reads the steps', () => {
    const link = { title: 'Argo CD', url: '{{argocdUrl}}' };
    const steps = [step, { title: 'Open', link, environments: ['dev'] }];
    expect(readAccessTemplates({ steps })).toEqual({ steps, problems: [] });
    const nothing = { steps: [], problems: [] };
    expect(readAccessTemplates(undefined)).toEqual(nothing);
    expect(readAccessTemplates({})).toEqual(nothing);
  });

  it.each<[unknown, RegExp]>([
    ['Log in', /must be an object/],
    [{ title: 7 }, /title must be/],
    [{ title: 'a', text: {} }, /text must be/],
    [{ title: 'a', command: ['ls'] }, /command must be/],
    [{ title: 'a', link: { title: 'a' } }, /link must be/],
    [{ title: 'a', environments: 'dev' }, /environments must be/],
  ])('leaves out %j and names it', (wrong, message) => {
    expect(readAccessTemplates({ steps: [wrong, step] })).toEqual({
      steps: [step],
      problems: [
        {
          key: 'workerClusters.access.steps[0]',
          message: expect.stringMatching(message),
        },
      ],
    });
  });

  it.each(['on', 7, { steps: {} }])('reads no step of %j', access => {
    const { steps, problems } = readAccessTemplates(access);
    expect([steps, problems.length]).toEqual([[], 1]);
  });
});
