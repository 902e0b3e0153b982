/** The report of `walkerlab solve`: one page that stands alone, like that of a run. */
import { stringify } from 'yaml';
import { predictions, withDensities } from '../../model/predictions.js';
import { formatDuration } from '../format.js';
import { experimentWords } from '../report/experimentWords.js';
import { type Html, html, trusted } from '../report/html.js';
import { lineStyles } from '../report/palette.js';
import { style } from '../report/style.js';
import { solutionPictures } from './solutionPlots.js';
import type { SolveResult } from './solveExperiment.js';
import type { Table } from './tableParts.js';
import { solutionTables } from './tables.js';

/** The page as one HTML document. Every text of the user is escaped. */
export async function solutionReportHtml(result: SolveResult): Promise<string> {
  const { experiment, warnings, version, wallSeconds } = result;
  const count = experiment.ensembles.length;
  const pictures = await solutionPictures(result);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${experiment.title}, solved · walkerlab</title>
<style>${trusted(style)}</style>
</head>
<body>
<header><div>
<h1>${experiment.title}</h1>
<p class="byline">${count} noise ${count === 1 ? 'model' : 'models'} · solved without walkers in ${formatDuration(wallSeconds)}</p>
${experiment.description ? html`<p>${experiment.description}</p>` : ''}
${experiment.reference ? html`<p><small>${experiment.reference}</small></p>` : ''}
</div>${experimentWords(experiment)}</header>
${warnings.length > 0 ? html`<ul class="warnings">${warnings.map((w) => html`<li>${w}</li>`)}</ul>` : ''}
${legend(result)}
${pictures.map(
  ({ caption, svgs }) =>
    html`<figure><div class="pictures">${svgs.map((svg) => html`<div class="picture">${trusted(svg)}</div>`)}</div><figcaption>${caption}</figcaption></figure>`,
)}
${solutionTables(result).map(tableSection)}
<section><h2>How it was made</h2>
<details><summary>The experiment as YAML</summary><pre>${stringify(experiment.source)}</pre></details></section>
<footer>walkerlab ${version}. The numbers behind this page are in the files beside it: solution.json first.</footer>
</body>
</html>
`;
  return page.html;
}

function legend({ experiment }: SolveResult): Html {
  const names = withDensities(experiment.predictions);
  return html`<div class="legend">${names.map(
    (name) =>
      html`<span><svg viewBox="0 0 36 12" aria-hidden="true"><rect width="36" height="12" fill="#fff"/><line x1="1" y1="6" x2="35" y2="6" stroke="${lineStyles[name].color}" stroke-width="2" stroke-dasharray="${lineStyles[name].dash.join(' ')}"/></svg>${predictions[name].title}</span>`,
  )}</div>`;
}

function tableSection({ title, headings, rows, absent, caption }: Table): Html {
  const kind = (column: number) => (column < 2 ? 'law' : 'number');
  return html`<section><h2>${title}</h2>
${
  rows.length > 0
    ? html`<div class="wide"><table><thead><tr>${headings.map(
        (heading, i) => html`<th class="${kind(i)}" scope="col">${heading}</th>`,
      )}</tr></thead><tbody>${rows.map(
        (row) =>
          html`<tr class="${row[0] ? 'first' : ''}">${row.map((cell, i) =>
            i === 0
              ? html`<th scope="row">${cell}</th>`
              : html`<td class="${kind(i)}">${cell}</td>`,
          )}</tr>`,
      )}</tbody></table></div><p><small>${caption}</small></p>`
    : ''
}
${absent.length > 0 ? html`<ul>${absent.map((reason) => html`<li><small>none for ${reason}</small></li>`)}</ul>` : ''}</section>`;
}
