/** What is answered within three seconds and never waits in the inbox: forms, and a person's home page. */
import type { Incoming, Pages } from '../../src/chat/adapter.ts';
import { type Form, formLine, type Submitted } from '../../src/chat/form.ts';
import type { PersonId } from '../../src/kernel/people.ts';
import type { Answer, Api } from './api.ts';
import { type FormOrigin, ofForm, type Press, placeOf, type Self, senderOf } from './inbound.ts';
import { blockOf, formValues, formView } from './render/form.ts';
import { homeView } from './render/home.ts';

export interface Interactions {
  /** Shows the form of a pressed button. False: there is none, so that the line is said as it stands. */
  open(press: Press, trigger: string): Promise<boolean>;
  /** A form was filled in: what Slack is to be told, after what the person said has been stored. */
  submit(payload: Answer): Promise<{ said?: Incoming; answer?: unknown }>;
  home(user: string, team: string): Promise<void>;
}

/** Slack waits for three seconds; whatever is not known by then is said as it was filled in. */
const patience = 2000;
/** Characters of what a form carries with it. */
const metadataMost = 3000;

export function createInteractions(deps: {
  api: Api;
  self(): Self;
  now(): number;
  pages: Pages;
  handle(person: PersonId): string | undefined;
  log: (level: 'warn', message: string, detail?: unknown) => void;
}): Interactions {
  const { api, pages } = deps;

  async function open({ incoming }: Press, trigger: string): Promise<boolean> {
    const { text, place, sender, on } = incoming;
    const form = await pages.form(text, { sender, place });
    if (!form.ok) return false;
    const opened = await api.call('views.open', {
      trigger_id: trigger,
      view: view(form.value, { place, ...(on !== undefined && { on }) }),
    });
    if (!opened.ok) deps.log('warn', `a form could not be shown: ${opened.error} ${opened.details ?? ''}`);
    return opened.ok;
  }

  async function submit(payload: Answer): Promise<{ said?: Incoming; answer?: unknown }> {
    const origin = originOf(payload.view?.private_metadata);
    if (!origin) return {};
    const line = formLine(origin.line, formValues(payload.view?.state));
    const said = ofForm(payload, deps.self(), origin, line, deps.now());
    if (origin.confirms) return { said, answer: { response_action: 'clear' } };
    const late = new Promise<undefined>((resolve) => void setTimeout(() => resolve(undefined), patience).unref());
    const result = await Promise.race([pages.submit(line, { sender: said.sender, place: said.place }), late]);
    const answer = result && nextInForm(result, payload, origin);
    if (answer) return { answer };
    // What has no room in a form is asked or refused in the room.
    return { said: result?.is === 'line' ? { ...said, text: result.line } : said, answer: { response_action: 'clear' } };
  }

  /** What the form shows instead of closing. */
  function nextInForm(result: Submitted, payload: Answer, origin: FormOrigin): unknown {
    if (result.is === 'ask') {
      const asking = view(result.form, origin);
      return asking.private_metadata!.length <= metadataMost ? { response_action: 'push', view: asking } : undefined;
    }
    const at = result.is === 'wrong' ? blockFor(payload, result.field) : undefined;
    return result.is === 'wrong' && at !== undefined
      ? { response_action: 'errors', errors: { [at]: result.message.slice(0, 2000) } }
      : undefined;
  }

  const view = (form: Form, origin: Pick<FormOrigin, 'place' | 'on'>) =>
    formView(form, JSON.stringify({ ...origin, line: form.line, ...(form.confirms && { confirms: true }) } satisfies FormOrigin));

  return {
    open,
    submit,
    async home(user, team) {
      const sender = senderOf(team, user);
      const cards = await pages.home({ sender, place: placeOf('D', sender) });
      const published = await api.call('views.publish', { user_id: user, view: homeView(cards, deps.handle) });
      if (!published.ok) deps.log('warn', `a home page could not be shown: ${published.error} ${published.details ?? ''}`);
    },
  };
}

function originOf(metadata: unknown): FormOrigin | undefined {
  try {
    const origin = JSON.parse(String(metadata)) as Partial<FormOrigin>;
    return typeof origin.line === 'string' && typeof origin.place?.room === 'string' ? (origin as FormOrigin) : undefined;
  } catch {
    return undefined;
  }
}

/** The field that is wrong, or the first one: Slack shows errors at fields only. Undefined: there is none. */
function blockFor(payload: Answer, field: string | undefined): string | undefined {
  const blocks: string[] = (payload.view?.blocks ?? []).flatMap((block: Answer) =>
    block.type === 'input' ? [String(block.block_id)] : [],
  );
  const wanted = field === undefined ? undefined : blockOf(field);
  return wanted !== undefined && blocks.includes(wanted) ? wanted : blocks[0];
}
