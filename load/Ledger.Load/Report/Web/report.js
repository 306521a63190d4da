(() => {
  'use strict';
  const report = JSON.parse(document.getElementById('report').textContent);
  const svgNs = 'http://www.w3.org/2000/svg';
  const colour = name => `var(--${name})`;

  // ---- words -------------------------------------------------------------------------------------------------------
  const digits = v => Math.abs(v) >= 100 ? v.toFixed(0) : Math.abs(v) >= 10 ? v.toFixed(1) : v.toFixed(2);
  const trim = text => text.replace(/\.0+$|(\.\d*?)0+$/, '$1');
  const latency = us => us < 1000 ? `${digits(us)} µs` : us < 1e6 ? `${digits(us / 1000)} ms` : `${digits(us / 1e6)} s`;
  const shortLatency = us => us < 1000 ? `${trim(digits(us))} µs` : us < 1e6 ? `${trim(digits(us / 1000))} ms` : `${trim(digits(us / 1e6))} s`;
  const count = v => v >= 1e6 ? `${trim(digits(v / 1e6))} M` : v >= 10000 ? `${trim(digits(v / 1000))} k` : trim(v >= 100 ? v.toFixed(0) : v.toFixed(v < 10 && v % 1 ? 1 : 0));
  const clock = s => s < 120 ? `${trim(s.toFixed(1))} s` : s < 7200 ? `${Math.floor(s / 60)}:${String(Math.round(s % 60)).padStart(2, '0')} min` : `${(s / 3600).toFixed(1)} h`;
  const megabytes = v => `${count(v / 1e6)} MB`;

  // ---- drawing -----------------------------------------------------------------------------------------------------
  function element(parent, name, attributes, text) {
    const node = document.createElementNS(svgNs, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text !== undefined) node.textContent = text;
    parent.appendChild(node);
    return node;
  }

  function niceTicks(max, wanted) {
    const raw = max / wanted, power = Math.pow(10, Math.floor(Math.log10(raw)));
    const step = [1, 2, 5, 10].map(m => m * power).find(s => s >= raw);
    const ticks = [];
    for (let v = 0; v <= max * 1.0001; v += step) ticks.push(v);
    return ticks;
  }

  function logTicks(low, high) {
    const ticks = [];
    for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) ticks.push(Math.pow(10, e));
    const inside = ticks.filter(t => t >= low * 0.999 && t <= high * 1.001);
    return inside.length >= 2 ? inside : [low, high];
  }

  function timeTicks(seconds, wanted) {
    const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800];
    const step = steps.find(s => seconds / s <= wanted) || steps[steps.length - 1];
    const ticks = [];
    for (let t = 0; t <= seconds; t += step) ticks.push(t);
    return ticks;
  }

  // One frame: axes, grid, legend, a crosshair with a tip. draw(frame) adds the marks.
  function frame(host, options) {
    host.textContent = '';
    const width = Math.max(260, host.clientWidth), height = options.height || (width < 520 ? 200 : 240);
    const box = { left: 58, right: width - 12, top: 10, bottom: height - 26 };
    if (options.legend && options.legend.length > 1) {
      const legend = document.createElement('div');
      legend.className = 'legend';
      for (const entry of options.legend) {
        const item = document.createElement('span'), mark = document.createElement('b');
        mark.style.background = colour(entry.colour);
        item.append(mark, entry.name);
        legend.append(item);
      }
      host.append(legend);
    }
    const svg = document.createElementNS(svgNs, 'svg');
    svg.setAttribute('height', height);
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', options.label);
    host.append(svg);
    const x = v => box.left + (options.xScale(v)) * (box.right - box.left);
    const y = v => box.bottom - (options.yScale(v)) * (box.bottom - box.top);
    for (const tick of options.yTicks) {
      element(svg, 'line', { x1: box.left, x2: box.right, y1: y(tick), y2: y(tick), stroke: colour('grid') });
      element(svg, 'text', { x: box.left - 8, y: y(tick) + 4, 'text-anchor': 'end' }, options.yText(tick));
    }
    for (const tick of options.xTicks) {
      const end = x(tick) > box.right - 24 ? 'end' : x(tick) < box.left + 12 ? 'start' : 'middle';
      element(svg, 'text', { x: x(tick), y: height - 8, 'text-anchor': end }, options.xText(tick));
    }
    element(svg, 'line', { x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom, stroke: colour('line') });
    return { host, svg, box, x, y, width, height };
  }

  function tip(view, find) {
    const line = element(view.svg, 'line', { y1: view.box.top, y2: view.box.bottom, stroke: colour('faint'), visibility: 'hidden' });
    const panel = document.createElement('div');
    panel.className = 'tip';
    panel.hidden = true;
    view.host.append(panel);
    const hide = () => { panel.hidden = true; line.setAttribute('visibility', 'hidden'); };
    view.svg.addEventListener('pointerleave', hide);
    view.svg.addEventListener('pointermove', event => {
      const bounds = view.svg.getBoundingClientRect();
      const scale = view.width / bounds.width;
      const at = (event.clientX - bounds.left) * scale, down = (event.clientY - bounds.top) * scale;
      const found = at < view.box.left - 4 || at > view.box.right + 4 ? null : find(at, down);
      if (!found) return hide();
      line.setAttribute('x1', found.x);
      line.setAttribute('x2', found.x);
      line.setAttribute('visibility', 'visible');
      panel.textContent = '';
      const head = document.createElement('div');
      head.textContent = found.head;
      panel.append(head);
      for (const row of found.rows) {
        const item = document.createElement('div');
        if (row.colour) {
          const mark = document.createElement('b');
          mark.style.background = colour(row.colour);
          item.append(mark);
        }
        item.append(row.text);
        panel.append(item);
      }
      panel.hidden = false;
      const left = found.x / scale + 12;
      const room = bounds.width - panel.offsetWidth;
      panel.style.left = `${Math.max(0, left > room ? Math.min(room, found.x / scale - panel.offsetWidth - 12) : left)}px`;
      panel.style.top = `${view.svg.offsetTop + view.box.top}px`;
    });
  }

  function path(view, points, name) {
    let d = '', open = false;
    for (const [vx, vy] of points) {
      if (vy === null) { open = false; continue; }
      d += `${open ? 'L' : 'M'}${view.x(vx).toFixed(1)},${view.y(vy).toFixed(1)}`;
      open = true;
    }
    if (d) element(view.svg, 'path', { d, fill: 'none', stroke: colour(name), 'stroke-width': 2, 'stroke-linejoin': 'round', 'stroke-linecap': 'round' });
  }

  // Words when they have room; numbers, explained below the chart, when they would lie over each other.
  function faultBands(view, end) {
    const faults = (report.faults || []).map((fault, i) => ({
      number: String(i + 1), words: fault.what.replace(/^at \S+ /, ''),
      from: view.x(Math.min(fault.began, end)), to: view.x(Math.min(fault.ended, end)),
    }));
    const wide = text => text.length * 6.6 + 8;
    const crowded = faults.some((fault, i) => fault.from + wide(fault.words) > (i + 1 < faults.length ? faults[i + 1].from : view.box.right));
    for (const fault of faults) {
      const to = Math.max(fault.from + 2, fault.to);
      element(view.svg, 'rect', { x: fault.from, y: view.box.top, width: to - fault.from, height: view.box.bottom - view.box.top, fill: colour('band') });
      element(view.svg, 'text', { x: fault.from + 4, y: view.box.top + 12 }, crowded ? fault.number : fault.words);
    }
    if (!crowded || !faults.length) return;
    const key = document.createElement('div');
    key.className = 'legend';
    for (const fault of faults) {
      const item = document.createElement('span');
      item.textContent = `${fault.number} ${fault.words}`;
      key.append(item);
    }
    view.host.append(key);
  }

  // ---- over time ---------------------------------------------------------------------------------------------------
  const series = report.series || { points: [], interval_seconds: 1, histogram_bits: 5 }, points = series.points, step = series.interval_seconds;
  const end = Math.max(step, points.length * step);
  const middle = point => point.at + step / 2;

  function timeChart(host, options) {
    const lines = options.lines.filter(line => points.some(point => line.value(point) !== null));
    if (!lines.length) return;
    const values = lines.flatMap(line => points.map(line.value)).filter(v => v !== null && (!options.log || v > 0));
    if (!values.length) return;
    const highest = Math.max(...values);
    let yScale, yTicks;
    if (options.log) {
      const low = Math.max(1, Math.min(...values) * 0.8), high = Math.max(highest * 1.25, low * 10);
      yScale = v => Math.log(Math.max(v, low) / low) / Math.log(high / low);
      yTicks = logTicks(low, high);
    } else {
      const top = highest > 0 ? highest * 1.08 : 1;
      yScale = v => v / top;
      yTicks = niceTicks(top, 4);
    }
    const narrow = host.clientWidth < 520;
    const view = frame(host, {
      label: options.label, legend: lines, xScale: v => v / end, yScale, yTicks, yText: options.text,
      xTicks: timeTicks(end, narrow ? 5 : 10), xText: clock,
    });
    faultBands(view, end);
    for (const line of lines) path(view, points.map(point => [middle(point), line.value(point)]), line.colour);
    if (points.length === 1) for (const line of lines) {
      const v = line.value(points[0]);
      if (v !== null) element(view.svg, 'circle', { cx: view.x(middle(points[0])), cy: view.y(v), r: 4, fill: colour(line.colour) });
    }
    tip(view, at => {
      const share = (at - view.box.left) / (view.box.right - view.box.left);
      const point = points[Math.min(points.length - 1, Math.max(0, Math.floor(share * end / step)))];
      if (!point) return null;
      const rows = lines.filter(line => line.value(point) !== null)
        .map(line => ({ colour: line.colour, text: `${line.name}  ${options.text(line.value(point))}` }));
      return { x: view.x(middle(point)), head: `${clock(point.at)} to ${clock(point.at + step)}`, rows };
    });
  }

  const perSecond = v => v / step;
  // The last interval is cut off where the last answer came: with next to nothing in it, it would look like a fall to 0.
  const last = points[points.length - 1], busiest = Math.max(0, ...points.map(point => point.ok + point.refused));
  const cutOff = last && last.due === 0 && last.ok + last.refused + last.failed < busiest * 0.05 ? last : null;
  const hasAny = name => points.some(point => point[name] > 0);
  const server = pick => point => point.server ? pick(point.server) : null;

  const charts = {
    throughput: host => timeChart(host, {
      label: 'Requests a second over time', text: v => `${count(v)}/s`,
      lines: [
        { name: 'asked', colour: 'faint', value: p => p === cutOff ? null : perSecond(p.due) },
        { name: 'answered', colour: 'one', value: p => p === cutOff ? null : perSecond(p.ok + p.refused) },
        ...(hasAny('refused') ? [{ name: 'of them refused', colour: 'two', value: p => perSecond(p.refused) }] : []),
        ...(hasAny('failed') ? [{ name: 'failed', colour: 'bad', value: p => perSecond(p.failed) }] : []),
        ...(hasAny('not_sent') ? [{ name: 'not sent', colour: 'four', value: p => perSecond(p.not_sent) }] : []),
      ],
    }),
    latency: host => timeChart(host, {
      label: 'Response time over time', text: shortLatency, log: true,
      lines: [
        { name: 'max', colour: 'faint', value: p => p.max || null },
        { name: 'p99', colour: 'two', value: p => p.p99 || null },
        { name: 'p50', colour: 'one', value: p => p.p50 || null },
      ],
    }),
    batch: host => timeChart(host, { label: 'Operations a commit', text: count, lines: [{ name: 'operations a commit', colour: 'one', value: server(s => s.batch_mean) }] }),
    commit: host => timeChart(host, { label: 'Time of a commit', text: v => `${trim(digits(v))} ms`, lines: [{ name: 'time of a commit', colour: 'one', value: server(s => s.commit_milliseconds_mean) }] }),
    queue: host => timeChart(host, { label: 'Operations waiting', text: count, lines: [{ name: 'waiting', colour: 'one', value: server(s => s.queue_depth) }] }),
    memory: host => timeChart(host, {
      label: 'Resident memory', text: megabytes,
      lines: [
        { name: 'server', colour: 'one', value: server(s => s.memory_bytes || null) },
        { name: 'generator', colour: 'two', value: p => p.generator_memory_bytes || null },
      ],
    }),
    heat, percentiles, intervals,
  };

  // ---- heat map: intervals by latency; neighbouring buckets of the histograms are put together, eight an octave ----
  function heat(host) {
    const bits = series.histogram_bits, exact = 1 << bits, half = exact / 2;
    const lowOf = index => index < exact ? index : (half + (index - exact) % half) * Math.pow(2, Math.floor((index - exact) / half) + 1);
    const rowOf = index => Math.floor(Math.log2(Math.max(1, lowOf(index))) * 8 + 1e-9);
    const narrow = host.clientWidth < 520, columns = Math.min(points.length, narrow ? 60 : 160), merge = Math.ceil(points.length / columns);
    const cells = new Map();
    let rows = [Infinity, -Infinity], most = 0;
    points.forEach((point, i) => {
      for (const [index, n] of point.histogram) {
        const row = rowOf(index), key = `${Math.floor(i / merge)},${row}`;
        const sum = (cells.get(key) || 0) + n;
        cells.set(key, sum);
        most = Math.max(most, sum);
        rows = [Math.min(rows[0], row), Math.max(rows[1], row)];
      }
    });
    if (!most) return;
    const valueOf = row => Math.pow(2, row / 8), low = valueOf(rows[0]), high = valueOf(rows[1] + 1);
    const yScale = v => Math.log(v / low) / Math.log(high / low);
    const view = frame(host, {
      label: 'Heat map of response times', xScale: v => v / end, yScale, yTicks: logTicks(low, high), yText: shortLatency,
      xTicks: timeTicks(end, narrow ? 5 : 10), xText: clock, height: narrow ? 220 : 280,
    });
    const wide = (view.box.right - view.box.left) * merge * step / end;
    for (const [key, n] of cells) {
      const [column, row] = key.split(',').map(Number);
      const top = view.y(valueOf(row + 1)), bottom = view.y(valueOf(row));
      const left = view.x(column * merge * step);
      element(view.svg, 'rect', {
        x: left, y: top, width: Math.max(1, Math.min(wide, view.box.right - left) - 0.5), height: Math.max(1, bottom - top - 0.5),
        fill: `rgba(var(--heat), ${(0.12 + 0.88 * Math.log(1 + n) / Math.log(1 + most)).toFixed(3)})`,
      });
    }
    faultBands(view, end);
    tip(view, (at, down) => {
      const column = Math.floor((at - view.box.left) / (view.box.right - view.box.left) * end / (step * merge));
      const row = Math.floor(Math.log2(low * Math.pow(high / low, (view.box.bottom - down) / (view.box.bottom - view.box.top))) * 8 + 1e-9);
      const from = column * merge * step;
      if (column < 0 || from >= end) return null;
      const n = cells.get(`${column},${row}`) || 0;
      return { x: view.x(Math.min(end, from + merge * step / 2)), head: `${clock(from)}, ${shortLatency(valueOf(row))} to ${shortLatency(valueOf(row + 1))}`, rows: [{ text: `${count(n)} requests` }] };
    });
  }

  // ---- percentile curve: x by how rare the rest is ----------------------------------------------------------------
  function percentiles(host) {
    const curves = report.percentile_curves || [
      { name: 'response time', colour: 'one', points: report.percentile_curve.map(p => [p.percent, p.response]) },
      { name: 'service time', colour: 'two', points: report.percentile_curve.map(p => [p.percent, p.service]) },
    ];
    const all = curves.flatMap(curve => curve.points);
    if (!all.length) return;
    const deepest = Math.max(99, ...all.map(p => p[0]).filter(p => p < 100));
    const rare = percent => -Math.log10(1 - Math.min(percent, deepest) / 100);
    const most = rare(deepest);
    const values = all.filter(p => p[0] < 100).map(p => Math.max(1, p[1]));
    const low = Math.min(...values) * 0.8, high = Math.max(Math.max(...values) * 1.25, low * 10);
    const view = frame(host, {
      label: 'Percentile curve', legend: curves, xScale: v => rare(v) / most, yScale: v => Math.log(Math.max(v, low) / low) / Math.log(high / low),
      yTicks: logTicks(low, high), yText: shortLatency, xTicks: (host.clientWidth < 520 ? [0, 90, 99, 99.9, 99.99, 99.999] : [0, 50, 90, 99, 99.9, 99.99, 99.999]).filter(t => t <= deepest), xText: v => v === 0 ? 'min' : `p${v}`,
    });
    for (const curve of curves) path(view, curve.points.filter(p => p[0] < 100), curve.colour);
    tip(view, at => {
      const share = (at - view.box.left) / (view.box.right - view.box.left);
      const known = curves[0].points.filter(p => p[0] < 100);
      const nearest = known.reduce((best, p) => Math.abs(rare(p[0]) / most - share) < Math.abs(rare(best[0]) / most - share) ? p : best);
      const rows = curves.map(curve => ({ curve, point: curve.points.find(p => p[0] === nearest[0]) })).filter(r => r.point)
        .map(r => ({ colour: r.curve.colour, text: `${r.curve.name}  ${latency(r.point[1])}` }));
      return { x: view.x(nearest[0]), head: nearest[0] === 0 ? 'min' : `p${nearest[0]}`, rows };
    });
  }

  // ---- comparison: change of each figure with its interval ---------------------------------------------------------
  function intervals(host) {
    const rows = report.changes.filter(change => change.low !== null);
    if (!rows.length) return;
    host.textContent = '';
    const width = Math.max(260, host.clientWidth), narrow = width < 520, line = 34, left = narrow ? 92 : 150, height = rows.length * line + 30;
    const widest = Math.max(0.02, ...rows.flatMap(r => [Math.abs(r.low), Math.abs(r.high)])) * 1.1;
    const x = v => left + (v / widest + 1) / 2 * (width - left - 16);
    const svg = document.createElementNS(svgNs, 'svg');
    svg.setAttribute('height', height);
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    host.append(svg);
    for (const tick of [-widest / 1.1, 0, widest / 1.1]) {
      element(svg, 'line', { x1: x(tick), x2: x(tick), y1: 4, y2: height - 24, stroke: colour(tick ? 'grid' : 'faint') });
      element(svg, 'text', { x: x(tick), y: height - 6, 'text-anchor': tick > 0 ? 'end' : 'middle' }, tick === 0 ? '0' : `${tick > 0 ? '+' : ''}${digits(tick * 100)} %`);
    }
    rows.forEach((row, i) => {
      const y = i * line + 20, name = row.verdict === 'worse' ? 'bad' : row.verdict === 'better' ? 'good' : 'faint';
      element(svg, 'text', { x: left - 10, y: y + 4, 'text-anchor': 'end' }, row.name);
      element(svg, 'line', { x1: x(row.low), x2: x(row.high), y1: y, y2: y, stroke: colour(name), 'stroke-width': 4, 'stroke-linecap': 'round' });
      element(svg, 'circle', { cx: x(row.change), cy: y, r: 5, fill: colour(name), stroke: colour('surface'), 'stroke-width': 2 });
    });
  }

  function drawAll() {
    for (const host of document.querySelectorAll('[data-chart]')) charts[host.dataset.chart](host);
  }
  drawAll();
  let waiting = 0, known = document.documentElement.clientWidth;
  addEventListener('resize', () => {
    if (document.documentElement.clientWidth === known) return;
    known = document.documentElement.clientWidth;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(drawAll);
  });
})();
