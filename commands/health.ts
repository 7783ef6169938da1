/** `health`: is the bot well, and if not, what mends it. */
import { command } from '../src/chat/command.ts';
import { takes } from './words.ts';

export const health = command({
  name: 'health',
  aliases: ['ping', 'version', 'uptime'],
  about: 'is the bot well',
  usage: 'health',
  role: 'viewer',
  readOnly: true,
  options: takes('health'),
  run: async (_, view) => ({ ok: true, reply: await view.health() }),
});
