import { KubeApiServer } from '../../peers/KubeApiServer';
import { kubernetesContract } from './kubernetes';

kubernetesContract('kube-apiserver', () => KubeApiServer.start());
