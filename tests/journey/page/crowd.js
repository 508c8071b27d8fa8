// A crowd of people to whom so much happens each second, on a page without a gateway; gives the frames.
async ({ people, seconds, rate }) => {
  const load = (name) => import(`/page/scripts/${name}.js`);
  const [{ World }, { Web }, { Stage }, { Feed }] = await Promise.all(["world", "web", "stage", "feed"].map(load));
  const world = new World();
  let seq = 0, tick = 0;
  const give = (kind, body) => { const event = { seq: ++seq, tick, kind, scene: "", index: 0, body }; world.apply(event); return event; };
  const roll = (() => { let state = 7; return (most) => (state = (state * 1103515245 + 12345) % 2147483648) % most; })();
  const regard = (owner, target) => {
    const was = world.tie(owner, target)?.now ?? [0, 0, 0, 0, 0];
    const affinity = Math.max(-1000, Math.min(1000, was[0] + roll(500) - 230));
    const kind = affinity < -350 ? "enemy" : affinity > 350 ? "friend" : "acquaintance";
    return { owner, target, was, now: [affinity, 0, 0, 0, Math.min(1000, was[4] + 60)], before: "acquaintance", kind, bond: "", calls: "", since: tick };
  };
  give("ecosystem_founded", { title: "Crowd", seed: "1", scenario: "x", places: Array.from({ length: 16 }, (_, i) => [`p${i}`, `the place ${i}`, `at ${i}`, true]) });
  const id = (i) => `c${i}`;
  for (let i = 0; i < people; i++) give("character_joined", { character: id(i), place: `p${i % 16}`, memories: [],
    persona: { id: id(i), name: `Person ${i}`, short: `Person ${i}`, role: "somebody", traits: [0, 0, 0, 0, 0], wants: [] },
    regards: Array.from({ length: 6 }, (_, k) => regard(id(i), id((i + 1 + k * k * 3) % people))) });
  tick = 1;
  const calls = { choose() {}, focus() {}, earlier: async () => [] };
  const views = [new Stage(calls), new Web(calls), new Feed(calls)];
  const panels = document.querySelector(".panels");
  panels.replaceChildren(...views.map(({ element }) => element));
  for (const view of views) view.reset(world, []);
  const scene = () => {
    const [one, other] = [id(roll(people)), id(roll(people))];
    return give("interaction", { initiator: one, responder: other, move: ["chat", "mock", "help", "court"][roll(4)], outcome: "accept", place: `p${roll(16)}`,
      witnesses: [], lines: [[one, "", "I was told that I should find you here, and here you are."], [other, "", "One finds what one looks for."]], direction: "",
      regards: one === other ? [] : [regard(one, other), regard(other, one)], effects: {}, memories: [], rules: [], rejected: [], learned: "" });
  };
  const gaps = [];
  const begun = performance.now();
  let last = begun, given = 0;
  await new Promise((done) => {
    const frame = (now) => {
      gaps.push(now - last);
      last = now;
      const due = Math.floor(((now - begun) / 1000) * rate) - given;
      const events = Array.from({ length: Math.max(0, due) }, scene);
      given += events.length;
      if (Math.floor(given / rate) > tick - 1) { tick += 1; events.push(give("tick_completed", { interactions: rate, moves: 0, idle: {} })); }
      if (events.length) for (const view of views) view.events(world, events);
      if (now - begun < seconds * 1000) requestAnimationFrame(frame); else done();
    };
    requestAnimationFrame(frame);
  });
  gaps.sort((a, b) => a - b);
  return { frames: gaps.length / seconds, p50: gaps[gaps.length >> 1], p99: gaps[Math.floor(gaps.length * 0.99)], given };
}
