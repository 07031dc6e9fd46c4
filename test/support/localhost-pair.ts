/** A self-signed pair for `localhost`, which is its own authority. */
import { generate } from 'selfsigned';

export async function localhostPair(): Promise<{ key: string; cert: string }> {
  const pair = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  return { key: pair.private, cert: pair.cert };
}
