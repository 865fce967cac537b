import { KubeApiServer } from '../../peers/KubeApiServer';
import { acceptedSuite } from './accepted';

jest.setTimeout(300_000);

acceptedSuite('kube-apiserver', () => KubeApiServer.start());
