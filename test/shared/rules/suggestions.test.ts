/** A form that is suggested is one that is taken. */
import { expect, test } from 'vitest';
import type { Parsed } from '../../../shared/address/parsed.js';
import { readHost, readInternalAddress, readSentTo } from '../../../shared/rules/schema.js';

const suggested = (read: Parsed<string>) => (read.ok ? null : read.suggestions);

test('of an address its domain, where that is one', () => {
  expect(suggested(readSentTo('user@example.com'))).toEqual(['example.com']);
  expect(suggested(readSentTo('user@-a b'))).toEqual([]);
  expect(suggested(readSentTo('user@ｅｘ.test'))).toEqual([]);
});

test('of a host with a port the host, where that is one', () => {
  expect(suggested(readHost('mail.example.com:25'))).toEqual(['mail.example.com']);
  expect(suggested(readHost('[192.0.2.1]:25'))).toEqual(['[192.0.2.1]']);
  expect(suggested(readHost('a b:25'))).toEqual([]);
  expect(suggested(readHost('1:25'))).toEqual([]);
  expect(suggested(readHost(`a${':1'.repeat(50_000)}`))).toEqual([]);
});

test('of an address of this host an address, never a network', () => {
  expect(suggested(readInternalAddress('010.0.0.1'))?.[0]).toBe(
    'IP=10.0.0.1, MASK=255.255.255.255',
  );
  expect(suggested(readInternalAddress(''))).toEqual([]);
  expect(suggested(readInternalAddress('::1:0/16'))).toEqual(['::1:0']);
});
