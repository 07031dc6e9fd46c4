/**
 * The last look at an address before it goes between angle brackets. Everything that
 * `mailboxFromText` accepts passes; what does not pass is a fault of this program, and is not sent.
 */
// Controls are what is looked for.
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const MAILBOX = /^(?:"(?:[^"\\]|\\.)*"|[^\s<>"\\@]+)@[^\s<>"\\@]+$/u;

export function isWireAddress(address: string): boolean {
  return address.isWellFormed() && !CONTROL.test(address) && MAILBOX.test(address);
}
