/** How long a next hop may take, in milliseconds (RFC 5321 4.5.3.2). */
export interface TimeOuts {
  readonly connect: number;
  readonly tls: number;
  /** The greeting and the reply to each command but the end of data. */
  readonly command: number;
  /** Until a part of the message has gone out. */
  readonly dataBlock: number;
  /** The reply to the end of data. */
  readonly dataEnd: number;
}

const MINUTE = 60_000;

export const TIME_OUTS: TimeOuts = {
  connect: MINUTE / 2,
  tls: MINUTE,
  command: 5 * MINUTE,
  dataBlock: 3 * MINUTE,
  dataEnd: 10 * MINUTE,
};
