declare module 'punycode/punycode.js' {
  const punycode: { encode(unicode: string): string; decode(ascii: string): string };
  export default punycode;
}
