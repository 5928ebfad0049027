// What draws: the same few strokes on a canvas, for the screen and a PNG, and as SVG, for paper and a file.
const FONT = 'Inter, system-ui, "Helvetica Neue", Arial, sans-serif';

function surface(canvas, width, height, ratio = window.devicePixelRatio || 1) {
  canvas.width = round(width * ratio);
  canvas.height = round(height * ratio);
  canvas.style.height = `${height}px`;
  const brush = canvas.getContext('2d');
  brush.scale(ratio, ratio);
  return brush;
}

function canvasPen(brush) {
  return {
    rect(x, y, width, height, fill) { brush.fillStyle = fill; brush.fillRect(x, y, width, height); },
    text(text, x, y, size, fill, { bold, align = 'center', turned } = {}) {
      brush.font = `${bold ? '600 ' : ''}${size}px ${FONT}`; brush.textAlign = align; brush.fillStyle = fill;
      if (!turned) return brush.fillText(text, x, y);
      brush.save(); brush.translate(x, y); brush.rotate(-PI / 2); brush.fillText(text, 0, 0); brush.restore();
    },
    line(x, y, toX, toY, stroke) { brush.strokeStyle = stroke; brush.beginPath(); brush.moveTo(x, y); brush.lineTo(toX, toY); brush.stroke(); },
    dot(x, y, radius, fill) { brush.fillStyle = fill; brush.beginPath(); brush.arc(x, y, radius, 0, 7); brush.fill(); },
    ring(x, y, radius, stroke) { brush.strokeStyle = stroke; brush.lineWidth = 2; brush.beginPath(); brush.arc(x, y, radius, 0, 7); brush.stroke(); brush.lineWidth = 1; },
  };
}

// Rectangles of one colour become one path: 20 bytes a cell instead of 60.
function svgPen() {
  const fills = new Map(), marks = [], short = it => round(it * 10) / 10;
  const escape = text => text.replace(/[&<>"]/g, it => `&#${it.charCodeAt(0)};`);
  return {
    rect(x, y, width, height, fill) {
      if (!fills.has(fill)) fills.set(fill, []);
      fills.get(fill).push(`M${short(x)} ${short(y)}h${short(width)}v${short(height)}h-${short(width)}z`);
    },
    text(text, x, y, size, fill, { bold, align = 'center', turned } = {}) {
      const at = turned ? `transform="translate(${short(x)} ${short(y)}) rotate(-90)"` : `x="${short(x)}" y="${short(y)}"`;
      marks.push(`<text ${at} font-size="${size}" text-anchor="${align === 'center' ? 'middle' : align}" fill="${fill}"${bold ? ' font-weight="600"' : ''}>${escape(text)}</text>`);
    },
    line(x, y, toX, toY, stroke) { marks.push(`<path stroke="${stroke}" d="M${short(x)} ${short(y)}L${short(toX)} ${short(toY)}"/>`); },
    dot(x, y, radius, fill) { marks.push(`<circle cx="${short(x)}" cy="${short(y)}" r="${radius}" fill="${fill}"/>`); },
    ring(x, y, radius, stroke) { marks.push(`<circle cx="${short(x)}" cy="${short(y)}" r="${radius}" fill="none" stroke-width="2" stroke="${stroke}"/>`); },
    close: (width, height, title) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${escape(FONT)}">`
      + `<title>${escape(title)}</title>${[...fills].map(([fill, paths]) => `<path fill="${fill}" d="${paths.join('')}"/>`).join('')}${marks.join('')}</svg>`,
  };
}
