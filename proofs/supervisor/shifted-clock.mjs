/**
 * Loaded into a node before anything else: its clock is as many milliseconds off as PROOFS_CLOCK_SHIFT_MS says. Timers, which
 * no wall clock drives, are as they were.
 */
const shiftMs = Number(process.env.PROOFS_CLOCK_SHIFT_MS);
if (!Number.isFinite(shiftMs)) throw new Error('PROOFS_CLOCK_SHIFT_MS is no number');

const RealDate = Date;
const realNow = Date.now;
RealDate.now = () => realNow() + shiftMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [target.now()] : given, made),
  apply: (target) => new target(target.now()).toString(),
});
