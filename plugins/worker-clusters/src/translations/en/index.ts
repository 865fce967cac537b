import { access } from './access';
import { applications } from './applications';
import { argocd } from './argocd';
import { claim } from './claim';
import { cluster } from './cluster';
import { common } from './common';
import { compare } from './compare';
import { entity } from './entity';
import { fleet } from './fleet';
import { form } from './form';
import { history } from './history';
import { incidents } from './incidents';
import { infrastructure } from './infrastructure';
import { isolation } from './isolation';
import { matrix } from './matrix';
import { messages } from './messages';
import { overview } from './overview';
import { report } from './report';
import { requests } from './requests';
import { search } from './search';

/** Every text of the plugin, by feature. */
export const english = {
  access,
  applications,
  argocd,
  claim,
  cluster,
  common,
  compare,
  entity,
  fleet,
  form,
  history,
  incidents,
  infrastructure,
  isolation,
  matrix,
  // Which there are is known to `messageText`: as keys of `t` they would be more than TypeScript goes through.
  messages: messages as Readonly<Record<string, string>>,
  overview,
  report,
  requests,
  search,
} as const;
