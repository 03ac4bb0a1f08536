// Figures: what was measured of each contender, and whether the page reaches its targets.

/** What this page is called among the contenders. */
export const PAGE = 'this page';

const sorted = values => [...values].sort((one, other) => one - other);

/** The value below which this part of all values lies. */
export const at = (values, part) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * part))];

const summary = values => ({ median: at(values, 0.5), least: Math.min(...values), most: Math.max(...values) });

/**
 * One figure. `samples` holds for each contender its value in every round. A target is `{ most }`, in the figure's
 * own unit, or `{ peer, most }`, as a ratio to that contender. A ratio is taken round by round, so its spread says how far it can be trusted.
 */
export const figure = ({ what, unit, samples, targets = [] }) => {
  const page = samples[PAGE];
  const against = peer => summary(page.map((value, round) => value / samples[peer][round]));
  const contenders = Object.entries(samples).map(([name, values]) =>
    ({ name, ...summary(values), ...(name === PAGE ? {} : { ratio: against(name) }) }));
  const judged = targets.map(({ peer, most }) => {
    const is = peer ? against(peer).median : summary(page).median;
    return { peer: peer ?? null, most, is, met: is <= most };
  });
  return { what, unit, contenders, targets: judged };
};

/** The contenders' values of `count` rounds, in which they take turns. `act` measures one of them once. */
export const rounds = async (count, names, act) => {
  const samples = Object.fromEntries(names.map(name => [name, []]));
  for (let round = 0; round < count; round++) {
    // Each goes first in turn, and every other round goes the other way: whoever follows another finds the machine as
    // that one left it.
    const order = names.map((_, place) => names[(round + place) % names.length]);
    if (round % 2 === 1) order.reverse();
    for (const name of order) samples[name].push(await act(name, round));
  }
  return samples;
};

/** The same samples, of each the part that `pick` takes. */
export const each = (samples, pick) =>
  Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, values.map(pick)]));
