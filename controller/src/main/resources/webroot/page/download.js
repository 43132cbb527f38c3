// Files made of what the page has or can ask for.
import { request } from './api.js';
import { el } from './dom.js';
import { colour } from './theme.js';

const GAP = 8;
const LINE = 20;

/** Offers a blob to be kept. */
export function save(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = el('a', { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Keeps the answer of a call. */
export async function saveAnswer(name, path, accept) {
  save(name, await (await request(path, { headers: { Accept: accept } })).blob());
}

export function saveJson(name, value) {
  save(name, new Blob([JSON.stringify(value, null, 1), '\n'], { type: 'application/json' }));
}

/** Keeps the curves as one picture under a heading, as they are shown now. */
export async function savePicture(name, heading, lines, stack) {
  const parts = stack.canvases();
  const scale = devicePixelRatio;
  const width = Math.max(...parts.map(({ canvas }) => canvas.width));
  const height = parts.reduce((sum, { canvas }) => sum + canvas.height + (GAP + LINE) * scale, 0)
    + (lines.length + 3) * LINE * scale;
  const picture = el('canvas', { width, height });
  const paint = picture.getContext('2d');
  paint.fillStyle = colour('surface');
  paint.fillRect(0, 0, width, height);
  let y = LINE * scale;
  const write = (text, weight, tone) => {
    paint.fillStyle = colour(tone);
    paint.font = `${weight} ${13 * scale}px system-ui, sans-serif`;
    paint.fillText(text, GAP * scale, y);
    y += LINE * scale;
  };
  write(heading, 'bold', 'text');
  lines.forEach((line) => write(line, 'normal', 'soft'));
  y = paintKey(paint, stack, scale, y);
  for (const { title, canvas } of parts) {
    y += GAP * scale;
    write(title, 'bold', 'soft');
    paint.drawImage(canvas, 0, y - LINE * scale * 0.6);
    y += canvas.height - LINE * scale * 0.4;
  }
  save(name, await new Promise((resolve) => { picture.toBlob(resolve, 'image/png'); }));
}

/** Which colour is what, of the curves that are shown. */
function paintKey(paint, stack, scale, y) {
  const shown = new Map(stack.strips.flatMap(({ traces }) => traces).filter(({ group }) => stack.isVisible(group))
    .map((trace) => [trace.group, trace]));
  let x = GAP * scale;
  paint.font = `${13 * scale}px system-ui, sans-serif`;
  for (const { label, tone, dash } of shown.values()) {
    paint.strokeStyle = colour(tone);
    paint.lineWidth = 2 * scale;
    paint.setLineDash(dash ? [6 * scale, 4 * scale] : []);
    paint.beginPath();
    paint.moveTo(x, y - 4 * scale);
    paint.lineTo(x + 24 * scale, y - 4 * scale);
    paint.stroke();
    x += 30 * scale;
    paint.fillStyle = colour('text');
    paint.fillText(label, x, y);
    x += paint.measureText(label).width + 20 * scale;
  }
  paint.setLineDash([]);
  return y + LINE * scale;
}
