/* What is worked out from times, in microseconds since 1970, to the bits that Potluck's tally/score.py gives. */

{
  const { rounded } = plRecount;

  const SECOND = 1_000_000n;
  const DAY = 86_400n * SECOND;
  const LONGEST = 2n ** 32n - 1n; // seconds: nothing older weighs less
  const BITS = 256n; // of a fraction, in whole numbers: more digits than Python's decimals have
  const LN2 = Array.from({ length: 256 }, (_, k) => (1n << BITS) / (BigInt(k + 1) << BigInt(k + 1))).reduce((a, b) => a + b);

  /* `2026-05-12`, in UTC. */
  function dayOf(at) {
    const start = at - (((at % DAY) + DAY) % DAY);
    return new Date(Number(start / 1000n)).toISOString().slice(0, 10);
  }

  /* Voices of these *ages*, each weighing half as much after every *halfLife* days; whole seconds count. */
  function trending(ages, halfLife) {
    const halving = halvings(halfLife);
    const weights = ages.map((age) => {
      const whole = age < 0n ? 0n : age / SECOND;
      const seconds = whole > LONGEST ? LONGEST : whole;
      const [first, second, third, fourth] = [0n, 8n, 16n, 24n].map((shift) => halving((seconds >> shift & 255n) << shift));
      return first * second * third * fourth;
    });
    return rounded(exactSum(weights));
  }

  /* Gives ½ to the power of (seconds ÷ half-life), rounded once, as Python's table of it is. */
  function halvings(halfLife) {
    const per = BigInt(halfLife) * 86_400n;
    const known = new Map();
    return (seconds) => {
      if (!known.has(seconds)) known.set(seconds, halved(seconds, per));
      return known.get(seconds);
    };
  }

  function halved(number, per) {
    const exponent = (LN2 * (number % per)) / per;
    let [sum, term] = [0n, 1n << BITS];
    for (let k = 1n; term; k += 1n) {
      sum += term;
      term = -(term * exponent) / (k << BITS);
    }
    return Number(sum) * 2 ** -Number(BITS) * 2 ** -Number(number / per);
  }

  /* The sum of numbers from 0 to 1, rounded once at the end, as Python's `fsum` does. */
  function exactSum(values) {
    const sum = values.reduce((one, value) => one + BigInt(Math.floor(value * 2 ** 1000)), 0n);
    return Number(sum) / 2 ** 1000;
  }

  Object.assign(plRecount, { dayOf, trending, halvings });
}
