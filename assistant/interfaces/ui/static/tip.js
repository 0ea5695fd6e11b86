// The small window over a citation or a doubtful sentence: shown on hover and on focus, gone with Escape.
export function tips(root) {
  const tip = root.querySelector('.tip');
  let owner = null;
  const show = (target) => {
    if (target === owner) return;
    hide();
    owner = target;
    tip.replaceChildren(...content(target));
    tip.hidden = false;
    target.setAttribute('aria-describedby', 'tip');
    place(tip, target.getBoundingClientRect());
  };
  const hide = () => {
    owner?.removeAttribute('aria-describedby');
    owner = null;
    tip.hidden = true;
  };
  const over = (event) => event.target.closest?.('.cite, [data-tip]');
  root.addEventListener('pointerover', (event) => {
    if (over(event)) show(over(event));
    // The tip itself may be hovered: WCAG 1.4.13.
    else if (owner && !event.target.closest('.tip') && document.activeElement !== owner) hide();
  });
  root.addEventListener('focusin', (event) => (over(event) ? show(over(event)) : hide()));
  root.addEventListener('click', (event) => over(event)?.matches('[data-tip]') && show(over(event)));
  root.addEventListener('scroll', hide, { capture: true, passive: true });
  return { hide, get shown() { return !tip.hidden; } };
}

function content(target) {
  if (target.dataset.tip) return [paragraph('reason', target.dataset.tip)];
  const { title, byline, quote, exact } = target.dataset;
  return [
    paragraph('tip-title', title),
    paragraph('byline', byline),
    paragraph('quote', `“${quote}”`),
    paragraph('note', exact === 'yes' ? 'Click to open the article here.' : 'Not checked yet. Click to open the passage.'),
  ];
}

function paragraph(name, text) {
  const p = document.createElement('p');
  p.className = name;
  p.dir = 'auto';
  p.textContent = text;
  return p;
}

function place(tip, at) {
  const margin = 8;
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.min(Math.max(margin, at.left + at.width / 2 - width / 2), innerWidth - width - margin);
  const above = at.top - height - margin;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > margin ? above : at.bottom + margin}px`;
}
