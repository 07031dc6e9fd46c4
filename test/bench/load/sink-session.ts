/** One session of the sink: as little work a message as can be, so that the relay is what is measured. */
import type { Socket } from 'node:net';

const END = Buffer.from('\r\n.\r\n');
const EXTENSIONS = '250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 0\r\n';
const MOST_HEADER = 8192;

/** `delay`: milliseconds that the replies to what came together are held back. */
export function takeSession(
  socket: Socket,
  delay: () => number,
  onMessage: (id: string) => void,
): void {
  let line = '';
  let header: string | null = null;
  /** The last octets of the message so far, where an end of data may have begun; null: commands. */
  let tail: Buffer | null = null;
  let replies = '';

  const command = (text: string): void => {
    switch (text.charCodeAt(0) & ~0x20) {
      case 0x45: // EHLO
        replies += EXTENSIONS;
        break;
      case 0x44: // DATA
        replies += '354 go on\r\n';
        tail = END.subarray(0, 2);
        header = '';
        break;
      case 0x51: // QUIT
        replies += '221 2.0.0 bye\r\n';
        break;
      default:
        replies += '250 2.0.0 ok\r\n';
    }
  };
  /** Where the commands go on behind the message's end in this piece; -1: it has not ended. */
  const data = (piece: Buffer): number => {
    if (header !== null && header.length < MOST_HEADER) {
      header += piece.toString('latin1', 0, MOST_HEADER);
    }
    const seam = Buffer.concat([tail!, piece.subarray(0, END.length - 1)]).indexOf(END);
    const at = seam >= 0 ? seam - tail!.length : piece.indexOf(END);
    if (seam < 0 && at < 0) {
      tail = Buffer.concat([tail!, piece.subarray(-END.length + 1)]).subarray(-END.length + 1);
      return -1;
    }
    onMessage(/^message-id:\s*<([^>\r\n]*)>/im.exec(header ?? '')?.[1] ?? '');
    header = tail = null;
    replies += '250 2.0.0 taken\r\n';
    return at + END.length;
  };
  const take = (piece: Buffer): void => {
    let rest = piece;
    while (rest.length > 0) {
      if (tail) {
        const next = data(rest);
        if (next < 0) return;
        rest = rest.subarray(next);
        continue;
      }
      const end = rest.indexOf(0x0a);
      line += rest.toString('latin1', 0, end < 0 ? rest.length : end);
      if (end < 0) return;
      rest = rest.subarray(end + 1);
      command(line);
      line = '';
    }
  };
  const flush = (): void => {
    if (replies === '' || socket.destroyed) return;
    const text = replies;
    replies = '';
    const closes = text.endsWith('221 2.0.0 bye\r\n');
    const say = () => (closes ? socket.end(text) : socket.write(text, 'latin1'));
    if (delay() > 0) setTimeout(say, delay());
    else say();
  };
  socket.on('error', () => undefined);
  socket.on('data', (piece: Buffer) => {
    take(piece);
    flush();
  });
  replies = '220 sink.test ESMTP\r\n';
  flush();
}
