/** What a peer may put where a name is meant: markup, formulas, what turns or hides text, what breaks lines. */

/** Sets a flag of the window, wherever it is run. */
const RUN = 'globalThis.ran=1';

export const HOSTILE: readonly string[] = [
  `<img/src=x/onerror=${RUN}>`,
  `"><svg/onload=${RUN}>`,
  `</script><script>${RUN}</script>`,
  `javascript:${RUN}`,
  `'-${RUN}-'`,
  '{{constructor.constructor("globalThis.ran=1")()}}',
  "=cmd|'/C calc'!A0",
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3+cmd',
  '@SUM(1+1)*cmd',
  ';=1+1',
  '","=1+1',
  '\t=1+1',
  'a\u202egnp.exe',
  '\u2066\u200f\u061cturned',
  'zero\u200bwidth\ufeff\u00ad',
  'filler\u3164\u034f\u115f',
  '\u001b[31mred\u001b]0;title\u0007',
  'nul\u0000\u0001\u007f\u0085',
  'line\u2028paragraph\u2029end',
  'cr\rlf\nend',
  'crlf\r\nRSET',
  `marks${'\u0301\u0489'.repeat(60)}`,
  `wide${'\ufdfd'.repeat(20)}`,
  'W'.repeat(250),
  'x'.repeat(500),
];
