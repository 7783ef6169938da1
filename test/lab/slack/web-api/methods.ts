/** All methods of the Web API that the lab knows. */
import type { Method, Methods } from './api.ts';
import { chat } from './chat.ts';
import { conversations } from './conversations.ts';
import { files } from './files.ts';
import { marks } from './marks.ts';
import { people } from './people.ts';
import { scheduled } from './scheduled.ts';
import { views } from './views.ts';

const openConnection: Method = (_args, on) => ({ url: on.socket.ticket(on.port) });

export const methods: Methods = {
  ...people,
  ...chat,
  ...scheduled,
  ...conversations,
  ...views,
  ...files,
  ...marks,
  'apps.connections.open': openConnection,
  'api.test': (args) => ({ args: args.all }),
};
