import type { LookupAddress } from 'node:dns';

import { expect, test } from 'vitest';

import { isPublicAddress, publicLookup } from '../../../../adapters/http/address.ts';
import { AddressRefused } from '../../../../adapters/http/http-error.ts';
import { createHttp } from '../../../../adapters/http/http.ts';
import { serve } from './loopback.ts';

test.each([
  '127.0.0.1',
  '127.8.8.8',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.100.100.200',
  '224.0.0.1',
  '255.255.255.255',
  '198.18.0.1',
  '::',
  '::1',
  'fe80::1',
  'fd00:ec2::254',
  'ff02::1',
  '::ffff:10.0.0.1',
  '::ffff:7f00:1',
  '64:ff9b::a00:1',
  '2002:a00:1::',
  '2001:db8::1',
  'not an address',
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  '8.8.8.8',
  '172.15.255.255',
  '172.32.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '119.29.29.29',
  '2400:3200::1',
  '::ffff:8.8.8.8',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

function lookup(addresses: readonly LookupAddress[], all: boolean): Promise<unknown> {
  const find = publicLookup((_, callback) => callback(null, [...addresses]));
  return new Promise((resolve) => {
    find('province.example', { all }, (error, address) => resolve(error ?? address));
  });
}

const open: LookupAddress = { address: '8.8.8.8', family: 4 };
const hidden: LookupAddress = { address: '10.0.0.1', family: 4 };

test('a name with one private address among public ones is refused as a whole', async () => {
  expect(await lookup([open, hidden], true)).toBeInstanceOf(AddressRefused);
  expect(await lookup([open], true)).toEqual([open]);
  expect(await lookup([open], false)).toBe('8.8.8.8');
  expect(await lookup([hidden], false)).toBeInstanceOf(AddressRefused);
});

test('a name that resolves to loopback is refused when the socket looks it up', async () => {
  let called = false;
  await using server = await serve((_, response) => {
    called = true;
    response.end('{}');
  });
  const http = createHttp({ baseUrl: `https://localhost:${new URL(server.url).port}` });
  await expect(http.post('/', '{}')).rejects.toMatchObject({ name: 'AddressRefused', mayHaveTakenEffect: false });
  expect(called).toBe(false);
});

test.each([
  'https://127.0.0.1',
  'https://2130706433',
  'https://0x7f.1',
  'https://[::1]',
  'https://[::ffff:10.0.0.1]',
  'https://169.254.169.254',
])('the literal private address %s is refused', async (baseUrl) => {
  await expect(createHttp({ baseUrl }).get('/')).rejects.toBeInstanceOf(AddressRefused);
});

test('plain http is refused where private addresses are', async () => {
  await expect(createHttp({ baseUrl: 'http://province.example' }).get('/')).rejects.toBeInstanceOf(AddressRefused);
});
