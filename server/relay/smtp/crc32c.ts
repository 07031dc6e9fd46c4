/** CRC-32C (RFC 3385, Castagnoli's polynomial), by which a PROXY header may be checked; `node:zlib` has another. */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, octet) => {
  let value = octet;
  for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? POLYNOMIAL : 0);
  return value >>> 0;
});

export function crc32c(octets: Uint8Array): number {
  let sum = 0xffffffff;
  for (const octet of octets) sum = (sum >>> 8) ^ TABLE[(sum ^ octet) & 255]!;
  return (sum ^ 0xffffffff) >>> 0;
}
