import { cidrProblem } from './cidr';

it.each([
  ['10.42.0.0/16', /^$/],
  ['0.0.0.0/0', /^$/],
  ['192.168.1.1/32', /^$/],
  ['', /four numbers/],
  ['10.42.0.0', /four numbers/],
  ['fd00::/8', /four numbers/],
  ['10.256.0.0/16', /at most 255/],
  ['10.42.0.0/33', /at most 32/],
  ['10.42.7.0/16', /write 10\.42\.0\.0\/16/],
  ['255.255.255.255/1', /write 128\.0\.0\.0\/1/],
])('%p', (text, problem) => {
  expect(cidrProblem(text) ?? '').toMatch(problem);
});
