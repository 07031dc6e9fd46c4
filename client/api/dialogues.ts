import {
  DIALOGUES_PATH,
  type DialogueQuestion,
  type HeldDialogue,
} from '../../shared/api/dialogues.js';
import { request } from './request.js';

export async function beginDialogue(question: DialogueQuestion): Promise<HeldDialogue> {
  return (await request<HeldDialogue>('POST', DIALOGUES_PATH, { body: question })).body;
}

export async function getDialogue(id: string, signal?: AbortSignal): Promise<HeldDialogue> {
  const path = `${DIALOGUES_PATH}/${encodeURIComponent(id)}`;
  return (await request<HeldDialogue>('GET', path, signal ? { signal } : {})).body;
}
