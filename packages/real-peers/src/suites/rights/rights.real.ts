import { KubeApiServer } from '../../peers/KubeApiServer';
import { realDefinitions } from '../../platform/definitions';
import { sharedFolder } from '../../shared';
import { rightsSuite } from './rights';

jest.setTimeout(300_000);

rightsSuite(
  'kube-apiserver',
  () => KubeApiServer.start(),
  realDefinitions(sharedFolder('real/crds')!),
);
