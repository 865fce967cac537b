import {
  MESSAGE_TEXTS,
  type MessageCode,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { t } from './__testUtils__/english';
import { messages as german } from './de/messages';
import { messageText } from './messageText';

const CODES = Object.keys(MESSAGE_TEXTS) as MessageCode[];
const namesIn = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);

describe('messageText', () => {
  it.each(CODES)('writes %s as the backend does, and in German', code => {
    const names = namesIn(MESSAGE_TEXTS[code]);
    const values = Object.fromEntries(names.map(name => [name, `<${name}>`]));
    expect(messageText(t, 'English.', { code, values })).toBe(
      MESSAGE_TEXTS[code].replace(/\{\{(\w+)\}\}/g, '<$1>'),
    );
    expect(new Set(namesIn(german[code]))).toEqual(new Set(names));
    expect(german[code]).not.toBe(MESSAGE_TEXTS[code]);
  });

  it.each([
    '<img src=x onerror=alert(1)>',
    '{{expected}}',
    '$t(common.tryAgain)',
    '$t(common.tryAgain, {"lng": "de"})',
    '&lt;b&gt;',
  ])('leaves the value %s as it is', value => {
    expect(
      messageText(t, '', {
        code: 'path-differs',
        values: { field: value, value, expected: value },
      }),
    ).toBe(
      `${value} is '${value}', by the path of the file it is '${value}': correct one of them.`,
    );
  });

  it.each([
    undefined,
    { code: 'of-a-newer-backend' },
    { code: 'owner-unknown', values: { lng: 'de', defaultValue: 'No.' } },
  ])('falls back to the English of the backend for %j', code => {
    expect(messageText(t, 'As the backend says.', code)).toBe(
      'As the backend says.',
    );
  });
});
