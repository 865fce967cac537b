import { KubeApiServer } from '../../peers/KubeApiServer';
import { definitionContract } from './definitions';

definitionContract('kube-apiserver', () => KubeApiServer.start());
