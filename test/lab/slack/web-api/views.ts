/** views.*: modals and the App Home. */
import type { Args } from '../args.ts';
import { viewProblems } from '../limits/view.ts';
import { Refused } from '../refused.ts';
import type { Loose } from '../types.ts';
import type { Method, Methods } from './api.ts';

function viewOf(args: Args, type: 'modal' | 'home'): Loose {
  const view = args.json('view');
  const problem = viewProblems(view, type);
  if (problem) throw problem;
  return view;
}

const open: Method = (args, on) => {
  const view = viewOf(args, 'modal');
  const opened = on.views.open(on.triggers.exchange(args.text('trigger_id')), view);
  on.changed();
  return { view: opened };
};

const push: Method = (args, on) => {
  const view = viewOf(args, 'modal');
  const pushed = on.views.push(on.triggers.exchange(args.text('trigger_id')), view);
  on.changed();
  return { view: pushed };
};

const update: Method = (args, on) => {
  const sent = args.json('view');
  const view = viewOf(args, sent?.type === 'home' ? 'home' : 'modal');
  const updated = on.views.update({ id: args.text('view_id'), external: args.text('external_id'), hash: args.text('hash') }, view);
  on.changed();
  return { view: updated };
};

const publish: Method = (args, on) => {
  const user = args.needed('user_id');
  if (!on.team.users.has(user)) throw new Refused('user_not_found');
  const published = on.views.publish(user, viewOf(args, 'home'), args.text('hash'));
  on.changed();
  return { view: published };
};

export const views: Methods = { 'views.open': open, 'views.push': push, 'views.update': update, 'views.publish': publish };
