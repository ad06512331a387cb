/** Figures of the last minute, each as a number and a line. */

import { figure, knows, say } from '../lang.js';
import { $, make } from './desk.js';

const KEPT = 60;
const [WIDTH, HEIGHT] = [120, 32];
const SVG = 'http://www.w3.org/2000/svg';

const charts = new Map();
let before = null;

function draw(values) {
  const most = Math.max(1, ...values);
  const place = (value, i) => `${((i + KEPT - values.length) * WIDTH) / (KEPT - 1)},${HEIGHT - 1 - (value / most) * (HEIGHT - 2)}`;
  return values.map(place).join(' ');
}

function create(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(SVG, 'polyline');
  svg.append(line);
  const value = make('strong');
  const caption = make('figcaption', {}, say(`figure.${name}`), ' ', value);
  $('charts').append(make('figure', { className: name }, caption, svg));
  return { line, value, values: [] };
}

function add(name, number, text) {
  if (!charts.has(name)) charts.set(name, create(name));
  const chart = charts.get(name);
  chart.values = [...chart.values, number].slice(-KEPT);
  chart.line.setAttribute('points', draw(chart.values));
  chart.value.textContent = text;
}

/** Most frequent first. */
function showReasons(reasons) {
  const sorted = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  const items = sorted.map(([name, count]) => make('li', {}, knows(`refused.${name}`) ? say(`refused.${name}`) : name, ' ', make('strong', { textContent: figure(count) })));
  $('refused-list').replaceChildren(...items);
  $('refused').hidden = items.length === 0;
}

/** Counts are since the beginning: what is shown is how fast they grow. */
export function showRates(rates) {
  const seconds = before ? (rates.time - before.time) / 1000 : 0;
  const perSecond = (name) => (seconds > 0 ? Math.max(0, (rates[name] - before[name]) / seconds) : 0);
  const [accepted, rejected] = [perSecond('accepted'), perSecond('rejected')];
  before = rates;
  const { p50, p95, p99, count } = rates.latency;
  add('participants', rates.participants, figure(rates.participants));
  add('accepted', accepted, say('perSecond', { number: Math.round(accepted) }));
  add('rejected', rejected, say('perSecond', { number: Math.round(rejected) }));
  add('latency', p95, count > 0 ? say('latency', { p50, p95, p99 }) : '–');
  const percent = Math.round((100 * rates.memoryBytes) / rates.memoryLimit);
  add('memory', percent, say('percent', { percent }));
  showReasons(rates.reasons);
}
