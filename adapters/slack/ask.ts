/** One question to Slack, answered as a value, for the checks of `molt-ops doctor`. No answer of it holds a token. */
import type { WebAPICallResult, WebClientOptions } from '@slack/web-api';

export type Reply =
  | { is: 'ok'; data: Readonly<Record<string, unknown>>; scopes?: readonly string[]; warnings: readonly string[] }
  /** Slack answered no; `error` is its word for it. */
  | { is: 'refused'; error: string }
  | { is: 'away'; why: string };

export interface Ask {
  call(method: string, args?: Readonly<Record<string, string>>): Promise<Reply>;
}

const patience = 5000;
const silent = () => {};
/** What the client has to say on stderr is in the answers. */
const logger = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  setLevel: silent,
  setName: silent,
  getLevel: () => 'error' as never,
} satisfies WebClientOptions['logger'];

/** `apiUrl`: SLACK_API_URL. The client is loaded when it is first needed. */
export async function openAsk(token: string, apiUrl?: string): Promise<Ask> {
  const { WebClient } = await import('@slack/web-api');
  const client = new WebClient(token, {
    ...(apiUrl && { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    timeout: patience,
    rejectRateLimitedCalls: true,
    maxRequestConcurrency: 5,
    logger,
  });
  return {
    call: (method, args) => client.apiCall(method, { ...args }).then(answered, refusedOrAway),
  };
}

const answered = (result: WebAPICallResult): Reply => ({
  is: 'ok',
  data: { ...result },
  scopes: result.response_metadata?.scopes,
  warnings: result.response_metadata?.messages ?? [],
});

/** The client's own sentences may quote a header, and with it the token: only codes are taken from them. */
function refusedOrAway(cause: unknown): Reply {
  const { code, data, statusCode, original } = cause as {
    code?: string;
    data?: { error?: unknown };
    statusCode?: number;
    original?: Error & { code?: string; cause?: { code?: string } };
  };
  if (code === 'slack_webapi_platform_error') {
    const error = data?.error;
    return typeof error === 'string' && /^[a-z][a-z0-9_]{0,99}$/.test(error)
      ? { is: 'refused', error }
      : { is: 'away', why: 'something else than Slack answers there, perhaps a proxy' };
  }
  if (code === 'slack_webapi_rate_limited_error') return { is: 'refused', error: 'ratelimited' };
  if (statusCode !== undefined) return { is: 'away', why: `HTTP ${statusCode}` };
  if (original?.name === 'TimeoutError') return { is: 'away', why: `no answer within ${patience / 1000}s` };
  const why = original?.cause?.code ?? original?.code;
  return { is: 'away', why: typeof why === 'string' && /^[A-Z][A-Z0-9_]*$/.test(why) ? why : 'the request failed' };
}
