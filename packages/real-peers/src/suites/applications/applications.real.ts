import { applicationsSuite } from './applications';
import { startRealTarget } from './realTarget';

applicationsSuite('Argo CD', startRealTarget, { patience: 120 });
