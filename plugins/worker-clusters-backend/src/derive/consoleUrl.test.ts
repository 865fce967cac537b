import { consoleUrl } from './consoleUrl';

const HOME = 'https://eu-west-1.console.aws.amazon.com';

describe('consoleUrl', () => {
  it.each<[string, string, string, string]>([
    [
      'ec2.aws.m.upbound.io/v1beta1',
      'VPC',
      'vpc-1',
      `${HOME}/vpcconsole/home?region=eu-west-1#VpcDetails:VpcId=vpc-1`,
    ],
    [
      'ec2.aws.upbound.io/v1beta1',
      'Subnet',
      'subnet-1',
      `${HOME}/vpcconsole/home?region=eu-west-1#SubnetDetails:subnetId=subnet-1`,
    ],
    [
      'eks.aws.m.upbound.io/v1beta1',
      'Cluster',
      'dev',
      `${HOME}/eks/home?region=eu-west-1#/clusters/dev`,
    ],
    [
      'iam.aws.m.upbound.io/v1beta1',
      'Policy',
      'arn:aws:iam::1:policy/p',
      `${HOME}/iam/home?region=eu-west-1#/policies/details/arn%3Aaws%3Aiam%3A%3A1%3Apolicy%2Fp`,
    ],
  ])(
    'leads from %s %s %s to its page',
    (apiVersion, kind, externalName, url) => {
      expect(
        consoleUrl({ apiVersion, kind, externalName, region: 'eu-west-1' }),
      ).toBe(url);
    },
  );

  it.each([
    ['cn-north-1', 'https://console.amazonaws.cn/'],
    ['us-gov-west-1', 'https://console.amazonaws-us-gov.com/'],
  ])('leads to the partition of %s', (region, start) => {
    const url = consoleUrl({
      apiVersion: 'ec2.aws.m.upbound.io/v1beta1',
      kind: 'VPC',
      externalName: 'vpc-1',
      region,
    });
    expect(url?.startsWith(start)).toBe(true);
  });

  it.each([
    ['an unknown kind', { kind: 'constructor' }],
    ['another provider', { apiVersion: 'container.gcp.upbound.io/v1beta1' }],
    ['no external name', { externalName: undefined }],
    ['no region', { region: undefined }],
    ['a region of an isolated partition', { region: 'us-isob-east-1' }],
    ['a region that is none', { region: 'evil.example.org/' }],
  ])('is undefined for %s', (_, rest) => {
    expect(
      consoleUrl({
        apiVersion: 'ec2.aws.m.upbound.io/v1beta1',
        kind: 'VPC',
        externalName: 'vpc-1',
        region: 'eu-west-1',
        ...rest,
      }),
    ).toBeUndefined();
  });

  it('encodes what could lead elsewhere', () => {
    expect(
      consoleUrl({
        apiVersion: 'eks.aws.m.upbound.io/v1beta1',
        kind: 'Cluster',
        externalName: '../"<script>&$1',
        region: 'eu-west-1',
      }),
    ).toBe(
      `${HOME}/eks/home?region=eu-west-1#/clusters/..%2F%22%3Cscript%3E%26%241`,
    );
  });
});
