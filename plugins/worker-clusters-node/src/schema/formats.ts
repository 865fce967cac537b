import { isIPv4, isIPv6 } from 'node:net';

const DURATION =
  /^[-+]?(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))*$|^[-+]?0$/;
const UUID =
  /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

const integer = (bits: number) => ({
  type: 'number' as const,
  validate: (value: number) =>
    Number.isInteger(value) &&
    value >= -(2 ** (bits - 1)) &&
    value < 2 ** (bits - 1),
});
const text = (validate: (value: string) => boolean) => ({
  type: 'string' as const,
  validate,
});

/** The formats that an API server checks (kube-openapi, `strfmt`); any other name says nothing. */
export const FORMATS = {
  int32: integer(32),
  int64: integer(64),
  'date-time': text(
    v =>
      /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[-+]\d{2}:\d{2})$/.test(
        v,
      ) && !Number.isNaN(Date.parse(v)),
  ),
  date: text(
    v => /^\d{4}-\d{2}-\d{2}$/.test(v) && !Number.isNaN(Date.parse(v)),
  ),
  duration: text(v => DURATION.test(v)),
  byte: text(v => v.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(v)),
  uuid: text(v => UUID.test(v)),
  ipv4: text(isIPv4),
  ipv6: text(isIPv6),
  cidr: text(isCidr),
  email: text(v => /^[^\s@]+@[^\s@]+$/.test(v)),
  hostname: text(
    v =>
      v.length <= 253 &&
      /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\.?$/i.test(
        v,
      ),
  ),
  uri: text(v => URL.canParse(v)),
  mac: text(v => /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(v)),
};

function isCidr(value: string): boolean {
  const [address, prefix, ...rest] = value.split('/');
  if (rest.length || !/^\d{1,3}$/.test(prefix ?? '')) return false;
  return (
    (isIPv4(address) && Number(prefix) <= 32) ||
    (isIPv6(address) && Number(prefix) <= 128)
  );
}
