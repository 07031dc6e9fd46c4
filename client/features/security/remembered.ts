import { parsed, type Parsed } from '../../../shared/address/parsed.js';
import { readDuration } from '../../components/duration.js';

/** `60 s`, `5 min`; `0` or `never` for each time anew. */
export function rememberedFromText(text: string): Parsed<number> {
  return /^\s*(?:0|never)\s*$/i.test(text) ? parsed(0) : readDuration(text);
}
