import { KubeApiServer } from '../../peers/KubeApiServer';
import { objectContract } from './objects';

objectContract('kube-apiserver', () => KubeApiServer.start());
