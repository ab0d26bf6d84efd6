/** The shop's mark: a hull on the slip, above the water. */
export function brandMark(colour: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false"><g fill="none" stroke="${colour}" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"><path d="M15 4v15M15 5l9 11.5H15M12 9 6.5 16.5H12M4 20h24l-4 5H9z"/><path d="M2 29q3-2.4 6 0t6 0 6 0 6 0 4-1"/></g></svg>`;
}

/** A morning at sea, for the front page. Its colours are the stylesheet's. */
export const seascape = `<svg class="sea" viewBox="0 0 480 220" aria-hidden="true" focusable="false" preserveAspectRatio="xMaxYMax slice">
<circle class="sun" cx="350" cy="92" r="44"/>
<path class="far" d="M0 150q60-26 130-12t120-6 120 6 110-10v92H0z"/>
<g class="boat"><path class="hull" d="M214 158h118l-20 27h-76z"/><path class="mast" d="M270 40v118"/><path class="sail" d="M275 48q44 44 46 100h-46z"/><path class="jib" d="M264 62q-30 42-40 86h40z"/><path class="pennant" d="M270 40h22l-7 5 7 5h-22z"/></g>
<path class="wave" d="M0 180q30-13 60 0t60 0 60 0 60 0 60 0 60 0 60 0 60 0v40H0z"/>
<path class="near" d="M0 198q40-13 80 0t80 0 80 0 80 0 80 0 80 0v22H0z"/>
<path class="gull" d="M120 60q8-9 15 0 7-9 15 0M170 42q6-7 11 0 5-7 11 0"/>
</svg>`;
