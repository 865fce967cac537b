import { parse } from 'yaml';
import { createCertificateAuthority, startApiServer } from '../../apiserver';
import type { ApiServer } from '../../apiserver/types';
import { readGitopsFiles } from '../../fleet/gitopsFiles';
import { bootstrapManagement } from '../bootstrap';
import { findCondition } from '../conditions';
import { Pace } from '../runtime/Pace';
import { Crossplane } from './Crossplane';

jest.setTimeout(60_000);

const files = readGitopsFiles({ repoUrl: 'http://git', claims: true });
const NAME = 'workerclusters.platform.example.org';

describe('an XRD that the API server refuses', () => {
  let server: ApiServer;
  let crossplane: Crossplane;

  beforeAll(async () => {
    server = await startApiServer({
      name: 'management',
      version: 'v1.34.1',
      ca: await createCertificateAuthority(),
      tokens: [],
    });
    bootstrapManagement(server.client, files);
    crossplane = new Crossplane({
      client: server.client,
      pace: new Pace(40),
      log: () => {},
      onProviderKind: () => {},
      onClaimKind: () => {},
    });
    crossplane.start();
  });
  afterAll(async () => {
    await crossplane?.close();
    await server?.close();
  });

  const xrd = () =>
    server.client.get({
      apiVersion: 'apiextensions.crossplane.io/v2',
      kind: 'CompositeResourceDefinition',
      name: NAME,
    });
  const definition = () =>
    server.client.get({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      name: NAME,
    });
  const established = async (status: string) => {
    for (;;) {
      const condition = findCondition(xrd(), 'Established');
      if (condition?.status === status) return condition;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  };

  it('is not Established, and says why, until it is mended', async () => {
    const text = files['crossplane/xrds/workercluster.yaml'];
    const broken = text.replace('default: { min: 2, max: 4 }', 'default: {}');
    expect(broken).not.toBe(text);
    server.client.apply(parse(broken), 'git');
    const { message } = await established('False');
    expect(message).toMatch(
      /^cannot apply rendered composite resource CustomResourceDefinition: .* is invalid: .*\[nodes\]\.default: Invalid value: "object": no such key: min evaluating rule: nodes\.min must not exceed nodes\.max$/,
    );
    expect(definition()).toBeUndefined();
    expect(server.client.list('v1', 'Event')).toMatchObject([
      { type: 'Warning', reason: 'EstablishComposite', message },
    ]);

    server.client.apply(parse(text), 'git');
    await established('True');
    expect(findCondition(definition(), 'Established')?.status).toBe('True');
  });
});
