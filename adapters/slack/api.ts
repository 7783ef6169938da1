/** Slack's Web API: one call, one answer, nothing tried again behind our back. What can fail is a value that says whether it may have been done. */
import { ErrorCode, WebClient } from '@slack/web-api';
import type { Millis } from '../../src/kernel/clock.ts';
import { second } from '../../src/kernel/durations.ts';
import { createMask, visible } from '../../src/kernel/text.ts';
import { fetchPlainly } from './fetch.ts';

// biome-ignore lint/suspicious/noExplicitAny: what Slack answers is read field by field, each with care
export type Answer = any;

/** `later`: not done, try again (after so many ms); `unknown`: it may have been done; `never`: Slack will not do this. */
export type Called =
  | { ok: true; value: Answer }
  | { ok: false; why: 'later' | 'unknown' | 'never'; error: string; after?: Millis; details?: string };

type Failed = Extract<Called, { ok: false }>;

export interface Api {
  call(method: string, args?: Record<string, unknown>): Promise<Called>;
  /** Sends a file to the address that Slack gave for it. */
  send(url: string, body: Uint8Array): Promise<Called>;
}

/** Longer than Slack takes, shorter than people wait. */
export const callTimeout = 10 * second;
const longestError = 500;
/** Until Slack is asked again about what somebody there has to mend: a token, a scope, an invitation. */
const untilMended = 60 * second;

/** `base`: undefined for Slack itself. */
export function openApi({ token, base, timeout = callTimeout }: { token: string; base?: string; timeout?: Millis }): Api {
  const mask = createMask([token]);
  /** What the client or an answer says may quote a header, and with it the token. */
  const shown = (called: Failed): Failed => {
    const show = (text: string): string => visible(text, { mask, maxLength: longestError });
    return { ...called, error: show(called.error), ...(called.details !== undefined && { details: show(called.details) }) };
  };
  const silent = () => {};
  const logger = { debug: silent, info: silent, warn: silent, error: silent, setLevel: silent, getLevel: () => 'error', setName: silent };
  const client = new WebClient(token, {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
    logger: logger as never,
    fetch: fetchPlainly as never,
    ...(base !== undefined && { slackApiUrl: base.endsWith('/') ? base : `${base}/` }),
  });
  return {
    async call(method, args = {}) {
      try {
        return { ok: true, value: await client.apiCall(method, args) };
      } catch (cause) {
        return shown(failed(cause));
      }
    },
    async send(url, body) {
      try {
        const response = await fetchPlainly(url, { method: 'POST', body, signal: AbortSignal.timeout(6 * timeout) });
        return response.ok
          ? { ok: true, value: undefined }
          : { ok: false, why: response.status >= 500 ? 'unknown' : 'later', error: `http ${response.status}` };
      } catch (cause) {
        return shown({ ok: false, why: 'unknown', error: (cause as Error).message });
      }
    },
  };
}

/** Slack says that it may or may not have done it. */
const inDoubt = ['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable', 'external_channel_migrating'];
/** A person can mend these, and then the call is right. */
const mendable = [
  ...[
    'invalid_auth',
    'not_authed',
    'account_inactive',
    'token_revoked',
    'token_expired',
    'missing_scope',
    'no_permission',
    'org_login_required',
  ],
  ...['not_in_channel', 'channel_not_found', 'is_archived', 'restricted_action', 'ekm_access_denied', 'team_access_not_granted'],
];
/** Nothing has left this host. */
const unsent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];

function failed(cause: unknown): Failed {
  const error = cause as { code?: string; retryAfter?: number; statusCode?: number; data?: Answer; original?: Error; message: string };
  switch (error.code) {
    case ErrorCode.RateLimitedError:
      return { ok: false, why: 'later', error: 'ratelimited', after: (error.retryAfter ?? 1) * second };
    case ErrorCode.PlatformError: {
      const name: unknown = error.data?.error;
      // A proxy's page, or half an answer: the client gives all of it as the error.
      if (typeof name !== 'string' || !/^[a-z][a-z0-9_]*$/.test(name))
        return { ok: false, why: 'unknown', error: 'an answer that is not of Slack' };
      const messages: unknown = error.data?.response_metadata?.messages;
      const details = [error.data?.needed && `needed: ${error.data.needed}`, ...(Array.isArray(messages) ? messages : [])]
        .filter(Boolean)
        .join('; ');
      const more = details === '' ? {} : { details };
      if (name === 'ratelimited') return { ok: false, why: 'later', error: name, after: second };
      if (inDoubt.includes(name)) return { ok: false, why: 'unknown', error: name, ...more };
      return mendable.includes(name)
        ? { ok: false, why: 'later', error: name, after: untilMended, ...more }
        : { ok: false, why: 'never', error: name, ...more };
    }
    case ErrorCode.HTTPError:
      return { ok: false, why: 'unknown', error: `http ${error.statusCode}` };
    default: {
      const codes = codesOf(error);
      return {
        ok: false,
        why: codes.length > 0 && codes.every((code) => unsent.includes(code)) ? 'later' : 'unknown',
        error: error.message,
      };
    }
  }
}

/** The system's names of what went wrong, from within the errors that wrap it. */
function codesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const { code, cause, original, errors } = error as { code?: unknown; cause?: unknown; original?: unknown; errors?: unknown };
  const inner = [cause, original, ...(Array.isArray(errors) ? errors : [])].flatMap((one) => codesOf(one, depth + 1));
  return inner.length > 0 ? inner : typeof code === 'string' && /^(?:E[A-Z]+|UND_ERR)/.test(code) ? [code] : [];
}
