import { adapterContract } from './adapter.contract.ts';
import { FakePlatform } from './fake-adapter.ts';

for (const capabilities of [{}, { edits: false, threads: false }]) {
  adapterContract(`the fake with ${JSON.stringify(capabilities)}`, () => {
    const platform = new FakePlatform();
    const place = { adapter: 'fake', room: 'bench' };
    return {
      adapter: platform.adapter(capabilities),
      place,
      again: () => platform.adapter(capabilities),
      says: async (id, text) => platform.says({ id, text, place, sender: 'U01', at: 0, addressed: true }),
      seen: async () => platform.titles(),
      acknowledged: (id) => platform.acknowledged.includes(id),
    };
  });
}
