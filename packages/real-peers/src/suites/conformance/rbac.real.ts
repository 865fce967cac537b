import { KubeApiServer } from '../../peers/KubeApiServer';
import { rbacContract } from './rbac';

rbacContract('kube-apiserver', () => KubeApiServer.start());
