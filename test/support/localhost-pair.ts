/** A self-signed pair for `localhost`, which is its own authority. */
import { generate } from 'selfsigned';

/** `until`: its end; else a year from now. */
export async function localhostPair(until?: Date): Promise<{ key: string; cert: string }> {
  const pair = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...(until ? { notBeforeDate: new Date(0), notAfterDate: until } : {}),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  return { key: pair.private, cert: pair.cert };
}
