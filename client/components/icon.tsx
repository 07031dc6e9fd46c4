/** Every glyph of the console, drawn on 16 by 16. Verdicts and outcomes differ in silhouette, not only in colour. */
import type { JSX } from 'react';

const GLYPHS = {
  inbound: <path d="M8 1.75v7.5M5 6.5l3 3 3-3M1.75 9.5v4.25h12.5V9.5" />,
  relay: <path d="M1.5 8h12.25M10.25 4.5 13.75 8l-3.5 3.5M5.5 1.75V5M5.5 11v3.25" />,
  reject: (
    <>
      <circle cx="8" cy="8" r="6.25" fill="currentColor" />
      <path d="M5 8h6" strokeWidth="2" stroke="var(--sheet)" />
    </>
  ),
  yes: (
    <>
      <circle cx="8" cy="8" r="6.25" fill="currentColor" />
      <path d="m5.25 8.25 2 2 3.5-4" stroke="var(--sheet)" strokeWidth="1.75" />
    </>
  ),
  no: <circle cx="8" cy="8" r="5.75" />,
  skip: <circle cx="8" cy="8" r="5.75" strokeDasharray="1.2 2.4" />,
  over: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="m4 12 8-8" />
    </>
  ),
  warn: <path d="M8 2 14.5 13.5h-13zM8 6.5v3M8 11.6v.1" />,
  info: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M8 7.25v3.75M8 4.9v.1" />
    </>
  ),
  help: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M6.2 6.2a1.8 1.8 0 1 1 2.7 1.6c-.6.35-.9.7-.9 1.35M8 11.4v.1" />
    </>
  ),
  find: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 3.5 3.5" />
    </>
  ),
  down: <path d="m4 6 4 4 4-4" />,
  left: <path d="m10 4-4 4 4 4" />,
  right: <path d="m6 4 4 4-4 4" />,
  x: <path d="m4 4 8 8M12 4l-8 8" />,
  plus: <path d="M8 3.5v9M3.5 8h9" />,
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" />,
  play: <path d="M5 3.5v9l7-4.5z" />,
  save: <path d="M8 2v8M5 7.5l3 3 3-3M2.5 13.5h11" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M8 4.5V8l2.25 1.75" />
    </>
  ),
  theme: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M8 1.75a6.25 6.25 0 0 1 0 12.5z" fill="currentColor" />
    </>
  ),
} satisfies Record<string, JSX.Element>;

export type Glyph = keyof typeof GLYPHS;

export function Icon({ name }: { readonly name: Glyph }) {
  return (
    <svg className="i" viewBox="0 0 16 16" aria-hidden="true">
      {GLYPHS[name]}
    </svg>
  );
}

/** The mark of Gatepost: an arrow through an open gate. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" role="img" aria-label="Gatepost">
      <g fill="none" stroke="currentColor" strokeLinecap="round" strokeLinejoin="round">
        <path d="M8 2.5v5.25M8 16.25v5.25M16 2.5v5.25M16 16.25v5.25" strokeWidth="3" />
        <path d="M1.75 12h19.5M17.5 8.25 21.25 12l-3.75 3.75" strokeWidth="2.25" />
      </g>
    </svg>
  );
}
