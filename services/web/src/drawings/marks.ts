/** The shop's logo: a hull on a slipway, above the water. */
export function brandMark(colour: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false"><g fill="none" stroke="${colour}" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"><path d="M15 4v15M15 5l9 11.5H15M12 9 6.5 16.5H12M4 20h24l-4 5H9z"/><path d="M2 29q3-2.4 6 0t6 0 6 0 6 0 4-1"/></g></svg>`;
}

/** A morning at sea, for the front page. The stylesheet defines its colours. */
export const seascape = `<svg class="sea" viewBox="0 0 1112 264" aria-hidden="true" focusable="false" preserveAspectRatio="xMaxYMax slice">
<circle class="sun" cx="1000" cy="86" r="44"/>
<path class="far" d="M500 226q70-52 150-40t140-14 130 2 192-22v112H500z"/>
<g class="boat" transform="translate(608 26)"><path class="hull" d="M214 158h118l-22 34h-72z"/><path class="mast" d="M270 22v136"/><path class="sail" d="M275 34q46 48 48 114h-48z"/><path class="jib" d="M264 48q-32 46-42 100h42z"/><path class="pennant" d="M270 22h24l-7 5.500 7 5.500h-24z"/></g>
<path class="gull" d="M700 62q8-9 15 0 7-9 15 0M752 40q6-7 11 0 5-7 11 0"/>
<path class="wave" d="M0 226q35-12 70 0t70 0 70 0 70 0 70 0 70 0 70 0 70 0 70 0 70 0 70 0 70 0 70 0 70 0 70 0 70 0v40H0z"/>
<path class="near" d="M0 244q46-12 92 0t92 0 92 0 92 0 92 0 92 0 92 0 92 0 92 0 92 0 92 0 92 0 92 0v22H0z"/>
</svg>`;
