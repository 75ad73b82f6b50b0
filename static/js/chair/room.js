/* What the chair's page was told, message by message, and what follows from it. */

export const emptyRoom = {
  state: null,
  programme: null,
  tally: null,
  joined: null,
  present: null,
  simulated: null,
  waiting: null,
  away: [],
  pressesHeld: [],
  pressesGivenUp: [],
  join: null,
  door: null,
  projectors: [],
};

function idOf(thing) {
  return thing ? thing.id : null;
}

function heads(room, message) {
  return {
    joined: typeof message.joined === "number" ? message.joined : room.joined,
    present: typeof message.present === "number" ? message.present : room.present,
    simulated: typeof message.simulated === "number" ? message.simulated : room.simulated,
    waiting: typeof message.waiting === "number" ? message.waiting : room.waiting,
  };
}

const takers = {
  state(room, message) {
    const sameRound = room.tally !== null && room.tally.round === idOf(message.round);
    return { ...room, state: message, tally: sameRound ? room.tally : null };
  },
  tally: (room, message) => ({ ...room, ...heads(room, message), tally: message }),
  beat: (room, message) => ({
    ...room,
    ...heads(room, message),
    away: message.bases_away ?? [],
    pressesHeld: message.presses_held ?? [],
    pressesGivenUp: message.presses_given_up ?? [],
  }),
  programme: (room, message) => ({ ...room, programme: message }),
  join: (room, message) => ({ ...room, join: message }),
  door: (room, message) => ({ ...room, door: message }),
  projectors: (room, message) => ({ ...room, projectors: message.projectors }),
};

/** The room after a `message` of the server; messages that change nothing here leave it. */
export function hear(room, message) {
  const take = takers[message.type];
  return take ? take(room, message) : room;
}

function standingOf(state, session) {
  if (state.phase === "ended") return "ended";
  return session.state === "draft" ? "draft" : "live";
}

/* Another session's state, or none, says nothing about this one beyond its number. */
function ownState(room) {
  const { state, programme } = room;
  if (idOf(state.session) === programme.session.id) return state;
  const { state: standing, rehearsal } = programme.session;
  const phase = standing === "ended" ? "ended" : "waiting";
  return { phase, rehearsal, question: null, round: null, results: null, blank: false, live: false, seq: null };
}

function othersRunning({ session, sessions }) {
  return sessions.filter(({ id, state }) => state === "live" && id !== session.id);
}

/* Those in no session, and those who chose this one; null while that is not known. */
function waitingFor({ waiting, present }) {
  return waiting === null ? null : waiting + (present ?? 0);
}

/* A state that hides the counts comes before the tally that says so. */
function roomSees(state) {
  return state.phase === "revealed" || state.live === true;
}

function figuresOf(state, tally, joined) {
  const results = state.results ?? null;
  const told = tally ?? results ?? {};
  return {
    ballots: told.ballots ?? 0,
    base: told.joined ?? joined ?? 0,
    counts: told.counts ?? null,
    counted: told.counted ?? null,
    figures: told.figures ?? null,
    hidden: tally !== null && (tally.hidden === true || !roomSees(state)),
    sentence: (tally && tally.sentence) || (results && results.sentence) || "",
    late: (tally && tally.late) || 0,
    lastVote: (tally && tally.last_vote) || null,
    moreTime: (tally && tally.more_time) || 0,
    channels: (tally && tally.channels) || null,
  };
}

/* The title of the topic whose list the projector shows, or null. */
function listOnScreen({ remedies }) {
  if (!remedies || !remedies.screen) return null;
  return remedies.lists.find(({ topic }) => topic === remedies.screen.topic).title;
}

/**
 * What the page shows and the steps follow from, or null before the first state and programme.
 *
 * `standing` is the session's ("draft", "live", "ended"), `phase` the protocol's; `place` is the
 * index in `questions` of the question on screen, or -1; `entry` is its line of the programme.
 * `waiting` are the phones that are there before it begins. `running` are the other sessions of the conference that are live.
 * `keypads` is whether the conference has any.
 * `simulated` is how many of those present are simulated, null while that is not known and where it is no rehearsal.
 * `seq` is null where the state is not this session's. `may(name)` says whether a command or page is this person's.
 */
export function readRoom(room, may = () => true) {
  const { programme, tally } = room;
  if (room.state === null || programme === null || !programme.session) return null;
  const state = ownState(room);
  const question = state.question ?? null;
  const place = programme.questions.findIndex((entry) => entry.id === idOf(question));
  return {
    session: programme.session,
    running: othersRunning(programme),
    standing: standingOf(state, programme.session),
    phase: state.phase,
    seq: state.seq,
    blank: state.blank === true,
    live: state.live === true,
    tallies: state.tallies ?? "each",
    stopped: state.stopped === true,
    rehearsal: state.rehearsal === true,
    round: state.round ?? null,
    agenda: state.agenda ?? null,
    list: listOnScreen(state),
    agendas: programme.agendas ?? [],
    last: programme.last ?? null,
    may,
    screen: state.screen ?? null,
    look: state.look ?? null,
    projectors: room.projectors,
    keypads: programme.keypads === true,
    keypadTiles: state.keypad_tiles === true,
    sealed: Boolean(state.round && state.round.sealed),
    restored: Boolean(state.round && state.round.as_of_backup),
    question,
    questions: programme.questions,
    place,
    entry: place < 0 ? null : programme.questions[place],
    joined: room.joined,
    present: room.present,
    simulated: state.rehearsal === true ? room.simulated : null,
    waiting: waitingFor(room),
    away: room.away,
    pressesHeld: room.pressesHeld,
    pressesGivenUp: room.pressesGivenUp,
    join: room.join,
    door: room.door ? room.door.door : null,
    expected: room.door ? room.door.expected : null,
    ...figuresOf(state, state.round ? tally : null, room.joined),
  };
}
