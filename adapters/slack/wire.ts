/** What all messages to Slack have in common. */
import type { Delivery } from '../../src/chat/adapter.ts';
import type { Called } from './api.ts';

export const eventType = 'molt_ops_message';
/** Nothing in the text is a link, a mention or a mark; nothing is looked up. */
export const inert = { parse: 'none', link_names: false, mrkdwn: false, unfurl_links: false, unfurl_media: false };

export const notDelivered = ({ why, error, after, details }: Extract<Called, { ok: false }>): Delivery => ({
  ok: false,
  why,
  message: details === undefined ? error : `${error} (${details})`,
  ...(after !== undefined && { after }),
});
