/** What the lock desk tells people by itself: its news as messages, each under a key that a restart finds again. Pure. */
import type { Millis } from '../kernel/clock.ts';
import { type PersonId, type Place, placeKey } from '../kernel/people.ts';
import type { Claim, DeskState, HandOver, News, Steal, Wait } from '../locks/desk/desk.ts';
import { obstacles, waitingFor } from '../locks/desk/obstacles.ts';
import type { Card } from '../reports/card.ts';
import * as cards from '../reports/claims/news-cards.ts';
import * as requests from '../reports/claims/request-cards.ts';
import { quietly, type Route, type RouteContext, ringing, roomOf } from './claim-routes.ts';
import type { NewMessage, OutboxRow } from './store.ts';

export interface NewsContext extends RouteContext {
  /** Zone of a person; without one, or where they have none: the config's. */
  zone(person?: PersonId): string;
  /** Who and where the line came from that made this news; undefined: time, the file, git. */
  asked?: { person: PersonId; place: Place };
  /** What stands in the outbox under that key. */
  told(key: string): Pick<OutboxRow, 'card' | 'place'> | undefined;
  /** Whether that waits still, for the end of quiet hours perhaps: nobody has seen it. */
  isWaiting?(key: string): boolean;
  /** The desk after the news. */
  desk: DeskState;
}

type NewsOf<Is extends News['is']> = News & { is: Is };
type Draw = (reader: cards.Reader) => Card;

/** A card shows what is so after all the news: of a reminder, a grace and an end that come together only the end is put. */
export function claimMessages(news: readonly News[], context: NewsContext): NewMessage[] {
  const teller = createTeller(news, context);
  const byKey = new Map(news.flatMap((one) => teller.tell(one)).map((message) => [message.key, message]));
  return oneRingEach([...byKey.values()]);
}

/** What comes to one person in one place at once rings once. */
function oneRingEach(messages: readonly NewMessage[]): NewMessage[] {
  const rung = new Set<string>();
  return messages.map((message) => {
    if (!message.rings) return message;
    const phone = `${placeKey(message.place)} ${message.card.mention?.join()}`;
    if (rung.has(phone)) return { ...message, rings: false };
    rung.add(phone);
    return message;
  });
}

function createTeller(all: readonly News[], context: NewsContext): { tell(news: News): NewMessage[] } {
  const { desk, asked } = context;
  const last = <Is extends News['is']>(is: readonly Is[], fits: (news: NewsOf<Is>) => boolean): NewsOf<Is> | undefined =>
    all.findLast((one): one is NewsOf<Is> => (is as readonly string[]).includes(one.is) && fits(one as NewsOf<Is>));
  const released = (lease: number): NewsOf<'released'> | undefined => last(['released'], ({ claim }) => claim.lease === lease);
  const held = (lease: number): Claim | undefined => desk.claims.find((claim) => claim.lease === lease);
  /** As it is, or was before this. */
  const claimOf = (lease: number): Claim | undefined => held(lease) ?? released(lease)?.claim;
  const waiting = (claim: Claim): PersonId[] => waitingFor(desk, claim).map(({ who }) => who.id);

  function tell(news: News): NewMessage[] {
    switch (news.is) {
      case 'ends soon':
      case 'in grace':
      case 'grace prolonged':
        return reminders(news.claim, news.claim.until);
      case 'escalated':
        return [...reminders(news.claim, news.claim.until), ...stillWaiting(news)];
      case 'renewed':
        return reminders(news.claim, news.was);
      case 'released':
        return [...reminders(news.claim, news.claim.until), ...ended(news)];
      case 'granted':
        return news.how === 'file'
          ? toRooms(`claim/${news.claim.lease}/adopted@${news.at}`, (reader) => cards.adoptedCard(news.claim, reader))
          : [];
      case 'not adopted':
        return notAdopted(news);
      case 'announced':
        return announced(news);
      // Whoever asked was answered, and the holder is reminded of who waits.
      case 'queued':
        return [];
      case 'offered':
      case 'offer prolonged':
      case 'offer withdrawn':
        return turn(news.wait);
      case 'unqueued':
        return news.why === 'circle' ? [...turn(news.wait), ...circle(news)] : turn(news.wait);
      case 'steal asked':
      case 'steal open':
        return theft(news.steal);
      case 'steal delayed':
        return [...theft(news.steal), ...delayed(news.steal, { isNews: true })];
      case 'steal prolonged':
        return [...theft(news.steal), ...delayed(news.steal)];
      case 'steal granted':
        return [...theft(news.steal), ...stolen(news)];
      case 'steal over':
        return [...theft(news.steal), ...notStolen(news)];
      case 'hand-over offered':
      case 'hand-over prolonged':
        return handOver(news.handover);
      case 'hand-over over':
        return [...handOver(news.handover), ...handedOver(news)];
    }
  }

  /** The two cards about the end of one term of a claim. */
  function reminders({ lease, holder, place }: Claim, until: Millis): NewMessage[] {
    const to = ringing(holder.id, place, context);
    const [ends, stale] = [`claim/${lease}/ends@${until}`, `claim/${lease}/stale@${until}`];
    const claim = held(lease);
    const end = claim ? undefined : released(lease);
    if (end) {
      const draw: Draw = (reader) => cards.releasedCard(end, waiting(end.claim), reader);
      // Whoever was never reminded hears at least of the end.
      const isNews = end.why === 'expired' && to?.person !== undefined && !context.told(stale);
      return [...card(ends, to, draw, { isNews }), ...card(stale, to, draw)];
    }
    if (!claim || (claim.until === until && claim.stage.is === 'running')) return [];
    if (claim.until !== until) {
      const by = last(['renewed'], (news) => news.claim.lease === lease)?.by;
      const draw: Draw = (reader) => cards.keptCard(claim, by, reader);
      return [...card(ends, to, draw), ...card(stale, to, draw)];
    }
    if (claim.stage.is === 'reminded') return card(ends, to, (reader) => cards.endsCard(claim, waiting(claim), reader), { asks: true });
    const over: Draw = (reader) => cards.overCard(claim, waiting(claim), reader);
    if (claim.stage.is === 'grace') return card(ends, to, over, { asks: true });
    return [...card(ends, to, over), ...card(stale, to, (reader) => cards.staleCard(claim, waiting(claim), reader), { asks: true })];
  }

  /** One message a place, for all who wait there. */
  function stillWaiting({ claim, at }: { claim: Claim; at: Millis }): NewMessage[] {
    if (held(claim.lease)?.stage.is !== 'escalated') return [];
    const routes = waitingFor(desk, claim).flatMap((wait) => {
      const to = quietly(wait.who.id, wait.place, context);
      return to ? [{ to, id: wait.who.id }] : [];
    });
    return [...Map.groupBy(routes, ({ to }) => placeKey(to.place))].flatMap(([key, those]) =>
      message(`claim/${claim.lease}/waiting@${at}/${key}`, those[0]!.to, (reader) =>
        cards.stillWaitingCard(
          claim,
          those.map(({ id }) => id),
          reader,
        ),
      ),
    );
  }

  /** What others than those who ask are told of an end. */
  function ended(news: NewsOf<'released'>): NewMessage[] {
    const { claim, why, at } = news;
    const { lease, holder, place } = claim;
    const freed: Draw = () => cards.freedCard(news, waiting({ ...claim, paths: news.paths }));
    const key = `claim/${lease}/released@${at}`;
    if (why === 'expired') {
      const room = place?.direct ? undefined : roomOf(place, context);
      return message(key, room && { place: room, rings: false }, freed).filter(isUnsaid);
    }
    if (why === 'file' || why === 'clone') return toRooms(key, freed, claim.place).filter(isUnsaid);
    if (why === 'broken')
      return toPerson(`claim/${lease}/broken@${at}`, holder.id, ringing(holder.id, place, context), (reader) =>
        cards.brokenCard(news, reader),
      );
    return [];

    /** Where a holder has no phone that rings, the room has the reminder, which says the same by now. */
    function isUnsaid(there: NewMessage): boolean {
      const reminder = held(lease) ? undefined : context.told(`claim/${lease}/ends@${claim.until}`);
      const isThere = reminder && placeKey(reminder.place) === placeKey(there.place);
      return !isThere || ringing(holder.id, place, context)?.person !== undefined;
    }
  }

  function notAdopted(news: NewsOf<'not adopted'>): NewMessage[] {
    const same = all.filter(
      (one) => one.is === 'not adopted' && one.who.id === news.who.id && one.at === news.at,
    ) as NewsOf<'not adopted'>[];
    if (same[0] !== news) return [];
    return toRooms(`claim/not-adopted/${encodeURIComponent(news.who.id)}@${news.at}`, (reader) => cards.notAdoptedCard(same, reader));
  }

  /** Said once, whatever number of claims it is kept with. */
  function announced(news: NewsOf<'announced'>): NewMessage[] {
    const same = all.filter((one) => one.is === 'announced' && one.announced === news.announced) as NewsOf<'announced'>[];
    if (same[0] !== news) return [];
    const claims = same.map(({ claim }) => claim);
    return toRooms(`claim/${news.claim.lease}/announced@${news.at}`, (reader) =>
      cards.announcedCard(claims, news.announced, reader),
    ).filter(({ place }) => !asked || place.adapter !== asked.place.adapter || place.room !== asked.place.room);
  }

  /** `wait` with the offer that it is about. */
  function turn({ id, offer, who, place }: Wait): NewMessage[] {
    if (!offer) return [];
    const now = desk.waits.find((wait) => wait.id === id && wait.offer?.at === offer.at);
    const to = ringing(who.id, place, context);
    const key = `wait/${id}/offer@${offer.at}`;
    if (now) return card(key, to, (reader) => requests.offerCard(now, reader), { asks: true });
    const over = last(['unqueued', 'offer withdrawn'], ({ wait }) => wait.id === id && wait.offer?.at === offer.at);
    if (!over) return [];
    const claim = desk.claims.findLast(({ holder, paths }) => holder.id === who.id && over.wait.paths.some((path) => paths.includes(path)));
    const isFree = obstacles(desk, over.wait) === undefined;
    return card(key, to, (reader) => requests.turnOverCard(over, { claim, isFree }, reader));
  }

  const circle = (news: NewsOf<'unqueued'>): NewMessage[] =>
    toPerson(`wait/${news.wait.id}/circle@${news.at}`, news.wait.who.id, quietly(news.wait.who.id, news.wait.place, context), () =>
      requests.circleCard(news),
    );

  /** The question to the holder, and the one to a second person. */
  function theft({ lease, at, place }: Steal): NewMessage[] {
    const claim = claimOf(lease);
    if (!claim) return [];
    const [wanted, second] = [`claim/${lease}/steal@${at}`, `claim/${lease}/second@${at}`];
    const to = ringing(claim.holder.id, claim.place, context);
    const room = roomOf(place, context);
    const toRoom = room && { place: room, rings: false };
    const now = desk.steals.find((steal) => steal.lease === lease && steal.at === at);
    if (now) {
      const isOpen = now.stage.is === 'open';
      return [
        ...card(wanted, to, (reader) => requests.wantedCard(now, claim, reader), { asks: true }),
        ...card(second, toRoom, (reader) => (isOpen ? requests.secondPersonCard(now, claim, reader) : requests.notNeededCard(now, claim)), {
          asks: isOpen,
        }),
      ];
    }
    const over = last(['steal granted', 'steal over'], ({ steal }) => steal.lease === lease && steal.at === at);
    if (!over) return [];
    return [
      ...card(wanted, to, (reader) => requests.wantedOverCard(over, claim.holder.id, reader)),
      ...card(second, toRoom, () => requests.secondPersonOverCard(over)),
    ];
  }

  /** To whoever wants it: when the holder gives it up. */
  function delayed(steal: Steal, { isNews = false } = {}): NewMessage[] {
    const claim = held(steal.lease);
    const to = quietly(steal.by.id, steal.place, context);
    if (!claim || steal.stage.is !== 'delayed' || isOwnDoing(steal.by.id, to)) return [];
    return card(`claim/${steal.lease}/later@${steal.at}`, to, (reader) => requests.delayedCard(steal, claim, reader), { isNews });
  }

  /** Both sides, as far as they have not done it themselves. */
  function stolen(news: NewsOf<'steal granted'>): NewMessage[] {
    const { steal, lease, at } = news;
    const before = released(steal.lease)?.claim;
    const parts = all.filter(
      (one) => one.is === 'released' && one.why === 'stolen' && one.at === at && one.claim.holder.id === before?.holder.id,
    );
    const paths = (parts as NewsOf<'released'>[]).flatMap((one) => one.paths);
    const to = ringing(steal.by.id, steal.place, context);
    return [
      ...toPerson(`claim/${lease}/granted@${at}`, steal.by.id, to, (reader) =>
        requests.stolenForCard(news, before?.holder.id, held(lease), reader),
      ),
      ...(before
        ? toPerson(`claim/${steal.lease}/stolen@${at}`, before.holder.id, ringing(before.holder.id, before.place, context), (reader) =>
            requests.stolenCard(news, before.holder, paths, reader),
          )
        : []),
    ];
  }

  function notStolen(news: NewsOf<'steal over'>): NewMessage[] {
    const { steal, why, at } = news;
    if (why === 'withdrawn') return [];
    const to = (why === 'denied' ? ringing : quietly)(steal.by.id, steal.place, context);
    return toPerson(`claim/${steal.lease}/not-stolen@${at}`, steal.by.id, to, (reader) =>
      requests.notStolenCard(news, held(steal.lease), reader),
    );
  }

  function handOver({ lease, at, to: receiver }: HandOver): NewMessage[] {
    const key = `claim/${lease}/handover@${at}`;
    const claim = claimOf(lease);
    const to = ringing(receiver.id, claim?.place, context);
    const now = desk.handovers.find((offer) => offer.lease === lease && offer.at === at);
    if (now && claim) return card(key, to, (reader) => requests.handOverCard(now, claim, reader), { asks: true });
    const over = last(['hand-over over'], ({ handover }) => handover.lease === lease && handover.at === at);
    return over ? card(key, to, (reader) => requests.handOverOverCard(over, claim?.holder.id, reader)) : [];
  }

  /** The giver hears what became of it. */
  function handedOver(news: NewsOf<'hand-over over'>): NewMessage[] {
    const { handover, why, at, by } = news;
    const claim = claimOf(handover.lease);
    if (!claim || why === 'replaced' || why === 'claim ended' || by === claim.holder.id) return [];
    return toPerson(
      `claim/${handover.lease}/handed-over@${at}`,
      claim.holder.id,
      quietly(claim.holder.id, claim.place, context),
      (reader) => requests.handedOverCard(news, held(handover.lease), reader),
    );
  }

  /** One that is known is edited, which never rings; but one that waits still goes on to be a ring. `asks`: it waits for an answer; what does not is put only in the place of a question, or as news. */
  function card(key: string, to: Route | undefined, draw: Draw, { asks = false, isNews = false } = {}): NewMessage[] {
    const before = context.told(key)?.card;
    if (!to || (!before && !asks && !isNews)) return [];
    const drawn = drawnFor(to, draw, asks);
    const rings = asks && to.rings && to.person !== asked?.person;
    if (before) {
      const isSame = JSON.stringify(before) === JSON.stringify(drawn);
      return isSame ? [] : [{ key, place: to.place, kind: 'card', card: drawn, rings: rings && context.isWaiting?.(key) === true }];
    }
    return [{ key, place: to.place, kind: 'card', card: drawn, rings, ...hold(to) }];
  }

  function message(key: string, to: Route | undefined, draw: Draw): NewMessage[] {
    return to ? [{ key, place: to.place, kind: 'message', card: drawnFor(to, draw, to.rings), rings: to.rings, ...hold(to) }] : [];
  }

  const toPerson = (key: string, id: PersonId, to: Route | undefined, draw: Draw): NewMessage[] =>
    isOwnDoing(id, to) ? [] : message(key, to, draw);

  /** Nobody is told of what they did themselves, or of what they did to their agents. */
  function isOwnDoing(id: PersonId, to: Route | undefined): boolean {
    const behind = to?.person ?? context.people.find((person) => person.id === id)?.owner;
    return asked !== undefined && (asked.person === id || asked.person === behind);
  }

  /** `home`: where there is no such room. */
  function toRooms(key: string, draw: Draw, home?: Place): NewMessage[] {
    const otherwise = roomOf(home, context);
    const rooms = context.rooms.length > 0 ? context.rooms : otherwise ? [otherwise] : [];
    return rooms.flatMap((place) => message(`${key}/${placeKey(place)}`, { place, rings: false }, draw));
  }

  function drawnFor({ place, person, rings }: Route, draw: Draw, mentions: boolean): Card {
    const you = person !== undefined && (rings || place.direct) ? { you: person } : {};
    const drawn = draw({ now: context.now, zone: context.zone(person), ...you });
    return { ...drawn, ...(mentions && rings && person !== undefined && { mention: [person] }) };
  }

  return { tell };
}

const hold = ({ holdUntil }: Route): Pick<NewMessage, 'holdUntil'> => (holdUntil === undefined ? {} : { holdUntil });
