import type { common as english } from '../en/common';
import type { Translated } from '../types';

export const common: Translated<typeof english> = {
  language: 'de',
  tryAgain: 'Erneut versuchen',
  showMore: 'Mehr zeigen',
  showLess: 'Weniger zeigen',
  time: {
    justNow: 'gerade eben',
    ago: 'vor {{duration}}',
    in: 'in {{duration}}',
    never: 'nie',
  },
};
