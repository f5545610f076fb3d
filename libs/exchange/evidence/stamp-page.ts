import { degrees, PDFName, PDFOperator, PDFOperatorNames, rgb } from '@cantoo/pdf-lib';
import type { PDFFont, PDFPage } from '@cantoo/pdf-lib';
import type { StampText } from './stamp-text.ts';

/** Visible on white and on black; faint enough across the page to read what is under it. */
const COLOR = rgb(0.7, 0.2, 0.2);
const FAINT = 0.18;
const MARGIN = 12;

/** Draws the stamp on one page as a reader sees it: on its visible part and the right way up, however it is rotated. */
export function stampPage(page: PDFPage, font: PDFFont, { across, edge }: StampText): void {
  const view = viewOf(page);
  // Marked as an artifact (ISO 32000 §14.8.2.2): programs that read the page aloud know it is not its content.
  page.pushOperators(PDFOperator.of(PDFOperatorNames.BeginMarkedContent, [PDFName.of('Artifact')]));
  drawAcross(page, font, view, across);
  const size = fit(font, edge, view.width - 2 * MARGIN, 7);
  for (const y of [MARGIN / 2, view.height - MARGIN / 2 - size]) {
    drawAt(page, font, view, edge, { x: MARGIN, y, size, angle: 0, opacity: 1 });
  }
  page.pushOperators(PDFOperator.of(PDFOperatorNames.EndMarkedContent));
}

function drawAcross(page: PDFPage, font: PDFFont, view: View, [name, record]: StampText['across']): void {
  const diagonal = Math.hypot(view.width, view.height);
  const angle = Math.atan2(view.height, view.width);
  const [nameSize, recordSize] = [fit(font, name, 0.75 * diagonal, 42), fit(font, record, 0.6 * diagonal, 20)];
  const lines = [
    { text: name, size: nameSize, above: 0.2 * nameSize },
    { text: record, size: recordSize, above: -1.2 * recordSize },
  ];
  for (const { text, size, above } of lines) {
    const half = font.widthOfTextAtSize(text, size) / 2;
    const x = view.width / 2 - half * Math.cos(angle) - above * Math.sin(angle);
    const y = view.height / 2 - half * Math.sin(angle) + above * Math.cos(angle);
    drawAt(page, font, view, text, { x, y, size, angle: (angle * 180) / Math.PI, opacity: FAINT });
  }
}

interface View {
  readonly width: number;
  readonly height: number;
  readonly rotation: 0 | 90 | 180 | 270;
  /** From the reader's coordinates, whose origin is the lower left corner as shown, to the page's own. */
  toPage(x: number, y: number): { x: number; y: number };
}

function viewOf(page: PDFPage): View {
  const { x, y, width, height } = visiblePart(page);
  const rotation = (((page.getRotation().angle % 360) + 360) % 360) as View['rotation'];
  switch (rotation) {
    case 90:
      return { width: height, height: width, rotation, toPage: (u, v) => ({ x: x + width - v, y: y + u }) };
    case 180:
      return { width, height, rotation, toPage: (u, v) => ({ x: x + width - u, y: y + height - v }) };
    case 270:
      return { width: height, height: width, rotation, toPage: (u, v) => ({ x: x + v, y: y + height - u }) };
    default:
      return { width, height, rotation: 0, toPage: (u, v) => ({ x: x + u, y: y + v }) };
  }
}

/** The crop box as far as it lies on the medium (ISO 32000 §14.11.2): one drawn outside would take the stamp along. */
function visiblePart(page: PDFPage): { x: number; y: number; width: number; height: number } {
  const [crop, media] = [page.getCropBox(), page.getMediaBox()];
  const [x, y] = [Math.max(crop.x, media.x), Math.max(crop.y, media.y)];
  const width = Math.min(crop.x + crop.width, media.x + media.width) - x;
  const height = Math.min(crop.y + crop.height, media.y + media.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : media;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly angle: number;
  readonly opacity: number;
}

function drawAt(page: PDFPage, font: PDFFont, view: View, text: string, { x, y, size, angle, opacity }: Place): void {
  const rotate = degrees(angle + view.rotation);
  page.drawText(text, { ...view.toPage(x, y), font, size, rotate, opacity, color: COLOR });
}

/** The largest size up to `most` at which the text is no wider than `width`. */
function fit(font: PDFFont, text: string, width: number, most: number): number {
  return Math.max(1, Math.min(most, width / font.widthOfTextAtSize(text, 1)));
}
