/** What everybody does about their own account: password, second factor, sessions. */
import { z } from 'zod';
import type { Role } from './roles.js';
import { codeSchema, passwordSchema } from './session.js';

export const ACCOUNT_PATH = '/api/account';
/** The page. */
export const ACCOUNT_PAGE = '/account';
export const RECOVERY_CODES = 10;

const typed = z.string().max(1000);

/** `POST /api/account/password`: the other sessions of the user end. */
export const changePasswordSchema = z.strictObject({
  password: typed,
  newPassword: passwordSchema,
});
/** The password once more, for what a session that was left open must not do. */
export const confirmedSchema = z.strictObject({ password: typed });
/** `POST /api/account/second-factor/confirm` → `RecoveryCodes`: from then on it is on. */
export const confirmSecondFactorSchema = z.strictObject({ code: codeSchema });

export interface OwnAccount {
  readonly username: string;
  readonly role: Role;
  /** ISO 8601; null: it is off. */
  readonly secondFactorSince: string | null;
  readonly recoveryCodesLeft: number;
}

/** `POST /api/account/second-factor`: shown until a code has been entered. */
export interface NewSecondFactor {
  /** Base32, to be typed. */
  readonly secret: string;
  /** `otpauth://totp/…`, to be scanned. */
  readonly uri: string;
}

/** They come this once. */
export interface RecoveryCodes {
  readonly recoveryCodes: readonly string[];
}

export interface OwnSession {
  readonly id: string;
  /** The one that asks. */
  readonly own: boolean;
  /** Who connected when it began. */
  readonly address: string;
  /** User-Agent. */
  readonly agent: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly usedAt: string;
}
