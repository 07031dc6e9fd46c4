/** What our adapter overrides in smtp-server must be there, or it silently does nothing. */
import { readFileSync } from 'node:fs';
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js';
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import { SMTPServer } from 'smtp-server';
import { expect, test } from 'vitest';

const OVERRIDDEN = [
  'init',
  'connectionReady',
  'send',
  '_sendGreeting',
  '_getHandler',
  '_resetSession',
  '_setListeners',
  '_createParser',
  '_onClose',
  '_onCommand',
  '_whenWritable',
  '_armTimeout',
  'handler_EHLO',
  'handler_HELO',
  'handler_MAIL',
  'handler_RCPT',
  'handler_DATA',
  'handler_AUTH',
  'handler_VRFY',
  'handler_HELP',
  'handler_RSET',
  'handler_NOOP',
] as const;

test.each(OVERRIDDEN)('smtp-server still calls %s', (method) => {
  expect(SMTPConnection.prototype).toHaveProperty(method);
  const source = readFileSync(
    new URL(import.meta.resolve('smtp-server/lib/smtp-connection.js')),
    'utf8',
  );
  const called = method.startsWith('handler_') ? "'handler_'" : `.${method}(`;
  const server = readFileSync(new URL(import.meta.resolve('smtp-server')), 'utf8');
  expect(source + server).toContain(called);
});

test.each(['_acceptSocket', '_upgrade'])('its server still calls %s', (method) => {
  expect(SMTPServer.prototype).toHaveProperty(method);
  const server = readFileSync(new URL(import.meta.resolve('smtp-server')), 'utf8');
  expect(server).toContain(`this.${method}(`);
});

test('its reader still hands the octets after DATA to _feedDataStream, and takes up commands at _write', () => {
  expect(SMTPStream.prototype).toHaveProperty('_write');
  expect(SMTPStream.prototype._write.toString()).toMatch(
    /_dataMode[^]*\._feedDataStream\(chunk, done\)/,
  );
  // The limit of a command's length is put there too.
  expect(SMTPStream.prototype._write.toString()).toContain('this._maxCommandLength');
  expect(new SMTPStream()).toMatchObject({ _remainder: '' });
});

test('its version is pinned exactly, since private methods are overridden', () => {
  const file = new URL('../../../../package.json', import.meta.url);
  const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as {
    dependencies: Record<string, string>;
  };
  expect(dependencies['smtp-server']).toMatch(/^\d+\.\d+\.\d+$/);
});
