/** A text as a QR code, dark on light in every theme: cameras read no other. */
import { encode } from 'uqr';

interface QrCodeProps {
  readonly text: string;
  /** What it is, for whoever does not see it. */
  readonly label: string;
}

/** Of light modules around it, as the standard wants. */
const BORDER = 4;

export function QrCode({ text, label }: QrCodeProps) {
  const { data, size } = encode(text, { border: BORDER });
  const path = data
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={path} shapeRendering="crispEdges" />
    </svg>
  );
}
