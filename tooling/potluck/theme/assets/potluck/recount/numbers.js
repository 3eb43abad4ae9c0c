/* What is worked out from counts of people, in the same steps as Potluck's tally/score.py: sums, products, quotients
   and square roots in this order have the same bits in every language. */

{
  /* *value* with so many digits after the point, as Python rounds: to the nearest, and a tie to the even digit. */
  function fixed(value, digits) {
    const written = value.toFixed(digits); // of two that are as near, the larger
    const halves = value * 2 ** (digits + 1); // only an odd number of these lies just between two
    if (!Number.isInteger(halves) || halves % 2 === 0) return written;
    return Number(written.at(-1)) % 2 === 0 ? written : (Number(written) - 10 ** -digits).toFixed(digits);
  }

  const rounded = (value) => Number(fixed(value, 6));

  /* Wilson's lower bound of the share of support; 0 where nobody has spoken. */
  function wilson(support, voices, z) {
    if (!voices) return 0;
    const share = support / voices;
    const centre = share + (z * z) / (2 * voices);
    const spread = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * voices)) / voices);
    return rounded(Math.max(0, (centre - spread) / (1 + (z * z) / voices)));
  }

  const people = (scores) => [...scores.values()].reduce((sum, number) => sum + number, 0);
  const points = (scores) => [...scores].reduce((sum, [score, number]) => sum + score * number, 0);

  /* The mean of *scores* (people by points) as if some more had given the prior; null where nobody gave any. */
  function bayesianMean(scores, priorPeople, priorScore) {
    if (!scores.size) return null;
    return rounded((priorScore * priorPeople + points(scores)) / (priorPeople + people(scores)));
  }

  /* Their standard deviation; null where nobody gave any. */
  function spread(scores) {
    if (!scores.size) return null;
    const squares = [...scores].reduce((sum, [score, number]) => sum + score * score * number, 0);
    return rounded(Math.sqrt(people(scores) * squares - points(scores) ** 2) / people(scores));
  }

  function isLovedAndHated(scores, share) {
    const [loved, hated] = [[4, 5], [0, 1]].map((ends) => ends.reduce((sum, end) => sum + (scores.get(end) ?? 0), 0));
    return people(scores) >= 4 && Math.min(loved, hated) >= share * people(scores);
  }

  function divided(support, opposition) {
    const [smaller, larger] = [Math.min(support, opposition), Math.max(support, opposition)];
    return smaller ? rounded(((support + opposition) * smaller) / larger) : 0;
  }

  Object.assign(plRecount, { fixed, rounded, wilson, bayesianMean, spread, isLovedAndHated, divided });
}
