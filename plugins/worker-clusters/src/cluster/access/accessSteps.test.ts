import { cluster } from '../__testUtils__/clusters';
import { accessSteps, type AccessTemplate } from './accessSteps';

const of = (step: Partial<AccessTemplate>, over = {}) =>
  accessSteps(
    [{ title: 'Step', ...step }],
    cluster({ region: 'eu-west-1', owner: 'group:default/payments', ...over }),
  )[0];

describe('accessSteps', () => {
  it.each<[string, object, string]>([
    [
      'aws --region {{region}} --name {{ name }}',
      {},
      'aws --region eu-west-1 --name payments',
    ],
    ['role/{{ownerName}}', {}, 'role/payments'],
    [
      'aws --region {{region}}',
      { region: 'x; rm -rf ~' },
      `aws --region 'x; rm -rf ~'`,
    ],
    [
      'aws --region {{region}}',
      { region: `it's $(id)` },
      `aws --region 'it'\\''s $(id)'`,
    ],
  ])('fills %s, quoted for a shell', (command, over, filled) => {
    expect(of({ command }, over).command).toBe(filled);
  });

  it.each<[string, string | undefined, string | undefined]>([
    [
      'https://console.example.org/?region={{region}}',
      'eu&x=1',
      'https://console.example.org/?region=eu%26x%3D1',
    ],
    [`${'java'}script:alert({{region}})`, '1', undefined],
    [
      '{{argocdUrl}}/applications',
      'eu',
      'https://argocd.example.org/applications',
    ],
  ])(
    'fills the link %s, and leaves out what is no web address',
    (url, region, filled) => {
      const argocd = {
        availability: 'available' as const,
        components: [],
        url: 'https://argocd.example.org',
      };
      expect(
        of({ link: { title: 'Open', url } }, { region, argocd }).link?.url,
      ).toBe(filled);
    },
  );

  it('does not link an address of Argo CD that is no web address', () => {
    const argocd = {
      availability: 'available' as const,
      components: [],
      url: `${'java'}script:alert(1)`,
    };
    const step = of(
      { link: { title: 'Open', url: '{{argocdUrl}}' } },
      { argocd },
    );
    expect(step.link).toBeUndefined();
    expect(step.missing).toEqual(['argocdUrl']);
  });

  it('leaves out a command whose values are not known, and names them', () => {
    const step = of({
      text: 'In {{region}}.',
      command: 'kubectl --server {{apiServer}} {{constructor}}',
    });
    expect(step.command).toBeUndefined();
    expect(step.missing).toEqual(['apiServer', 'constructor']);
    expect(step.text).toBe('In eu-west-1.');
  });

  it('shows a step for its environments only', () => {
    const steps = [
      { title: 'a', environments: ['prod'] },
      { title: 'b', environments: ['dev'] },
      { title: 'c' },
    ];
    expect(accessSteps(steps, cluster()).map(s => s.title)).toEqual(['b', 'c']);
  });
});
