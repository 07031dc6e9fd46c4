/** Copies a text and says so. Where the browser keeps the clipboard from pages (no HTTPS), by a selection. */
import { useState } from 'react';
import { Button } from './button.js';

interface CopyButtonProps {
  /** `&Copy`. */
  readonly label: string;
  readonly text: string;
}

export function CopyButton({ label, text }: CopyButtonProps) {
  /** What was copied last, and whether that went well. */
  const [copied, setCopied] = useState<{ readonly text: string; readonly ok: boolean } | null>(
    null,
  );
  const copy = async () => setCopied({ text, ok: await copyText(text) });
  const said = copied?.text === text ? copied : null;
  return (
    <span className="copy">
      <Button label={label} onPress={() => void copy()} />
      <output className="t">
        {said && (said.ok ? 'Copied' : 'The browser does not let pages copy; select the text.')}
      </output>
    </span>
  );
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

/** Inside the dialog on top, which holds the focus. */
function copySelected(text: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('aria-hidden', 'true');
  area.style.position = 'fixed';
  area.style.opacity = '0';
  (focused?.parentElement ?? document.body).append(area);
  area.select();
  // eslint-disable-next-line typescript/no-deprecated -- the only way without HTTPS
  const ok = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return ok;
}
