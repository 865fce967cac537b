import {
  type CodedMessage,
  MESSAGE_TEXTS,
  type MessageCode,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { t } from './__testUtils__/english';
import { messages as german } from './de/messages';
import { messageText } from './messageText';

const CODES = Object.keys(MESSAGE_TEXTS) as MessageCode[];
const namesIn = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);

/** Without those that only put values together. */
const WITH_WORDS = CODES.filter(code =>
  /[a-z]/i.test(MESSAGE_TEXTS[code].replace(/\{\{\w+\}\}/g, '')),
);

describe('messageText', () => {
  it.each(CODES)('writes %s as the backend does, and in German', code => {
    const names = namesIn(MESSAGE_TEXTS[code]);
    const values = Object.fromEntries(names.map(name => [name, `<${name}>`]));
    expect(messageText(t, 'English.', { code, values })).toBe(
      MESSAGE_TEXTS[code].replace(/\{\{(\w+)\}\}/g, '<$1>'),
    );
    expect(new Set(namesIn(german[code]))).toEqual(new Set(names));
  });

  it.each(WITH_WORDS)('says %s in other words in German', code => {
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

  it('translates values that are texts, and leaves those of a newer backend', () => {
    const inGerman = ((key: string, values: Record<string, string>) =>
      german[key.replace('messages.', '') as MessageCode].replace(
        /\{\{(\w+)\}\}/g,
        (_, name) => values[name],
      )) as unknown as typeof t;
    const { message, messageCode } = writeMessage('response-unauthorized', {
      server: 'https://a',
      credential: writeMessage('credential-token'),
      remedy: writeMessage('remedy-kubeconfig', { file: '/{{server}}' }),
    });
    expect(messageText(inGerman, message, messageCode)).toBe(
      'https://a: Token nicht angenommen (401); erneuern Sie die Zugangsdaten des Benutzers in der kubeconfig /{{server}}',
    );
    expect(messageText(t, message, messageCode)).toBe(message);
    const newer = {
      ...messageCode,
      valueCodes: { credential: 'credential-token', remedy: 'brand-new' },
    };
    expect(messageText(inGerman, message, newer)).toBe(
      'https://a: Token nicht angenommen (401); renew the credential of the user in the kubeconfig /{{server}}',
    );
  });

  it.each<CodedMessage | undefined>([
    undefined,
    { code: 'of-a-newer-backend' },
    { code: 'owner-unknown', values: { lng: 'de', defaultValue: 'No.' } },
    {
      code: 'subject-problem',
      values: { subject: 'a' },
      valueCodes: { problem: 'remedy-renew' },
    },
  ])('falls back to the English of the backend for %j', code => {
    expect(messageText(t, 'As the backend says.', code)).toBe(
      'As the backend says.',
    );
  });
});
