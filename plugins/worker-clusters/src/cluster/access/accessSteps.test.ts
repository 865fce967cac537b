import { cluster } from '../__testUtils__/clusters';
import type { AccessTemplate } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { accessSteps } from './accessSteps';

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

  it.each([
    ['aws --region "{{region}}"', '$(id)'],
    ['aws --region "{{region}}"', `"; id; "`],
    [`sh -c 'aws --region {{region}}'`, '; id'],
    ['cat <<EOF\n{{region}}\nEOF', '$(id)'],
    ['aws --region {{region}}', '--endpoint-url=https://evil.example.org'],
    ['aws --region {{region}}', '-h; id'],
    ['aws --region {{region}}', 'eu\nid'],
    ['aws --region {{region}}', 'eu\r'],
    ['aws --region {{region}}', 'eu\u0003id\n'],
    ['aws --region {{region}}', 'eu\u001b[201~'],
    ['aws --region {{region}}', 'eu\u202egro'],
  ])('leaves out the command %j for the region %j', (command, region) => {
    const step = of({ command }, { region });
    expect(step.command).toBeUndefined();
    expect(step.missing).toEqual(['region']);
  });

  it('fills in a value that needs no quotes between those of the command', () => {
    expect(of({ command: 'aws --region "{{region}}"' }).command).toBe(
      'aws --region "eu-west-1"',
    );
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
