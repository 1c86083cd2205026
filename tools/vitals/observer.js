// What the browser itself measures (Largest Contentful Paint, Cumulative Layout Shift, Event Timing).
(() => {
  const vitals = { lcp: 0, cls: 0, inp: 0 };
  window.__vitals = vitals;
  const watch = (type, take, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
      type,
      buffered: true,
      ...more,
    });
  watch("largest-contentful-paint", (entry) => {
    vitals.lcp = entry.startTime;
  });
  // In windows of at most five seconds, as web.dev/cls counts; the worst of them.
  let shifts = [];
  watch("layout-shift", (entry) => {
    if (entry.hadRecentInput) return;
    const isSame =
      shifts.length &&
      entry.startTime - shifts.at(-1).startTime < 1000 &&
      entry.startTime - shifts[0].startTime < 5000;
    shifts = isSame ? [...shifts, entry] : [entry];
    vitals.cls = Math.max(vitals.cls, shifts.reduce((sum, each) => sum + each.value, 0));
  });
  watch(
    "event",
    (entry) => {
      if (entry.interactionId) vitals.inp = Math.max(vitals.inp, entry.duration);
    },
    { durationThreshold: 16 },
  );
})();
